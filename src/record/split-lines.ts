const LINE_FEED = 0x0a;

/**
 * The lines of a file's successive pieces, without their line feeds. A last line without one counts too: cut short, it is no
 * JSON any more. Holds one piece and one line at a time.
 */
export function* splitLines(pieces: Iterable<Uint8Array>): Generator<string, void, void> {
  let carried: Buffer[] = [];
  for (const piece of pieces) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let feed = buffer.indexOf(LINE_FEED); feed >= 0; feed = buffer.indexOf(LINE_FEED, from)) {
      const rest = buffer.subarray(from, feed);
      yield carried.length === 0 ? rest.toString("utf8") : Buffer.concat([...carried, rest]).toString("utf8");
      carried = [];
      from = feed + 1;
    }
    // Copied, so that the piece's memory may be used for the next one.
    if (from < buffer.length) carried.push(Buffer.from(buffer.subarray(from)));
  }
  if (carried.length > 0) yield Buffer.concat(carried).toString("utf8");
}
