import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { didYouMean, type Issue } from "../shared/index.ts";

/** A node that the parser placed in the text. */
export type Placed = Node | null;

/** One entry of a mapping: where its key stands, and its value. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Placed;
  readonly value: Placed;
}

/** A YAML text being read: every problem is kept with its line and column, and reading goes on. */
export class YamlSource {
  readonly issues: Issue[] = [];
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const { errors, warnings } = this.#document;
    const [first] = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
    if (first !== undefined) {
      // One slip makes a parser stumble on for many lines.
      this.#add(first.pos[0], `${first.message}: check the indentation`);
      return;
    }
    for (const { pos, message } of [...errors, ...warnings]) this.#add(pos[0], message);
  }

  /** True when the text is not YAML; a key twice is a problem that reading survives. */
  get unparsable(): boolean {
    return this.#document.errors.some(({ code }) => code !== "DUPLICATE_KEY");
  }

  get root(): Placed {
    return this.#resolve(this.#document.contents);
  }

  /** Keeps a problem; without a node it stands at the start of the text. */
  problem(node: Placed, message: string): void {
    this.#add(node?.range?.[0] ?? 0, message);
  }

  /** Entries of a mapping with known keys only; a problem for another node, and for each unknown key. */
  entries(node: Placed, what: string, known: readonly string[] | null): readonly Entry[] {
    if (!isMap(node)) {
      this.problem(node, `${what} must be a mapping${known === null ? "" : ` with ${known.join(", ")}`}`);
      return [];
    }
    const entries = node.items.map(({ key, value }): Entry => {
      const keyNode = key as Placed;
      return {
        key: isScalar(keyNode) ? String(keyNode.value) : "",
        keyNode,
        value: this.#resolve(value as Placed),
      };
    });
    if (known === null) return entries;
    return entries.filter(({ key, keyNode }) => {
      if (known.includes(key)) return true;
      this.problem(keyNode, `unknown key "${key}"${didYouMean(key, known)}; known: ${known.join(", ")}`);
      return false;
    });
  }

  /** Items of a list; a problem for another node. */
  items(node: Placed, what: string): readonly Placed[] {
    if (isSeq(node)) return node.items.map((item) => this.#resolve(item as Placed));
    this.problem(node, `${what} must be a list`);
    return [];
  }

  /** A text that is not empty; a problem and null for another node. */
  text(node: Placed, what: string): string | null {
    if (isScalar(node) && typeof node.value === "string" && node.value.trim() !== "") return node.value;
    this.problem(node, `${what} must be a text`);
    return null;
  }

  #resolve(node: Placed): Placed {
    return isAlias(node) ? (node.resolve(this.#document) ?? null) : node;
  }

  #add(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.issues.push({ where: `${this.#file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, message });
  }
}
