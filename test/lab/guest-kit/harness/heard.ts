import type { HolderProcess } from "./kit.ts";

/** Every line up to the one that starts so. */
export async function heard(holder: HolderProcess, line: string, last: string): Promise<string[]> {
  holder.send(line);
  const lines: string[] = [];
  for (;;) {
    const next = await holder.hear("");
    lines.push(next);
    if (next.startsWith(last)) return lines;
  }
}

/** The commits that FELT lines tell of. */
export const felt = (lines: readonly string[]): { at: number; us: number }[] =>
  lines.flatMap((line) =>
    (/^FELT commits=(\S+)$/.exec(line)?.[1] ?? "").split(",").flatMap((one) => {
      const [at, us] = one.split(":").map(Number);
      return at === undefined || us === undefined ? [] : [{ at, us }];
    }),
  );
