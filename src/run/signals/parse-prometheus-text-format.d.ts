declare module "parse-prometheus-text-format" {
  /** A metric family. Of its samples only what our use of the parser (exposition.ts) can meet. */
  interface Family {
    readonly name: string;
    readonly metrics: readonly {
      readonly value?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }
  /** Throws for a line that it cannot read. */
  function parse(text: string): readonly Family[];
  export = parse;
}
