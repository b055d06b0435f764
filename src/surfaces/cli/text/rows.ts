/** One labelled row of an answer; several values stand below each other. */
export type Row = readonly [label: string, ...values: (string | undefined)[]];

/** Rows as aligned text, two spaces in. A row without a value is left out. */
export function rows(all: readonly Row[]): string[] {
  const shown = all.flatMap(([label, ...values]) => {
    const said = values.filter((value) => value !== undefined && value !== "");
    return said.length === 0 ? [] : [{ label, said }];
  });
  const width = Math.max(0, ...shown.map(({ label }) => label.length));
  return shown.flatMap(({ label, said }) =>
    said.map((value, index) => `  ${(index === 0 ? label : "").padEnd(width)}  ${value}`),
  );
}

/** A table with a heading row, columns as wide as needed. */
export function table(heading: readonly string[], body: readonly (readonly string[])[]): string[] {
  const width = heading.map((name, column) =>
    Math.max(name.length, ...body.map((line) => line[column]?.length ?? 0)),
  );
  return [heading, ...body].map((line) =>
    line
      .map((cell, column) => cell.padEnd(width[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
