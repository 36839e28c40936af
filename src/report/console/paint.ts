/** Select Graphic Rendition codes (ECMA-48), the eight colours every terminal has. */
const SGR = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const;

export type Ink = keyof typeof SGR;
export type Paint = (ink: Ink, text: string) => string;

/** Colours a text, or leaves it as it is. */
export function painter(color: boolean): Paint {
  return (ink, text) => (color && text !== "" ? `\u001b[${SGR[ink]}m${text}\u001b[0m` : text);
}
