/** Fields of each record of a CSV text (RFC 4180: quoted fields may hold commas, line breaks and doubled quotes). LF alone also ends a record; blank lines are skipped. */
function records(text: string): { readonly line: number; readonly fields: readonly string[] }[] {
  const found: { line: number; fields: string[] }[] = [];
  // A field (quoted or plain) and what ends it; sticky, so that anything else is an error at its place.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let fields: string[] = [];
  let line = 1;
  let begun = 1;
  while (field.lastIndex < text.length || fields.length > 0) {
    const match = field.exec(text);
    if (match === null)
      throw new SyntaxError(
        `line ${line}: a quote that is not closed or not doubled, or a carriage return alone`,
      );
    const [whole, quoted, plain = "", end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    if (fields.length > 1 || quoted !== undefined || plain !== "") found.push({ line: begun, fields });
    fields = [];
    begun = line;
  }
  return found;
}

/**
 * A CSV text with a header line, as one object a row; all values are text. A SyntaxError names the line of an open
 * quote, of a row whose fields do not match the header, or of a header that repeats a name.
 */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...rows] = records(text.replace(/^\uFEFF/, ""));
  if (header === undefined) throw new SyntaxError("line 1: expected a header line, got an empty file");
  const names = header.fields;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new SyntaxError(`line 1: the header names "${twice}" twice`);
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw new SyntaxError(
        `line ${line}: expected ${names.length} fields as in the header, got ${fields.length}`,
      );
    }
    return Object.fromEntries(names.map((name, i) => [name, fields[i] ?? ""]));
  });
}
