import type { ApplicationDir } from "./application-dir.ts";
import { freezeframe } from "./freezeframe.ts";
import type { Ran } from "./run.ts";

/** What a verb answered with `--json`. */
export interface VerbAnswer {
  /** Exit status. */
  readonly code: number | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever is there
  readonly result: any;
  readonly error: { readonly kind: string; readonly message: string; readonly next?: string } | undefined;
}

/** Runs one verb to its end: `verb(dir, "points", "orders-db")`. */
export const verb = async (dir: ApplicationDir, ...args: readonly string[]): Promise<VerbAnswer> =>
  verbAnswer(await freezeframe([...args, "--json"], { dir }));

export function verbAnswer({ code, signal, stdout, stderr }: Ran): VerbAnswer {
  try {
    const { result, error } = JSON.parse(stdout);
    return { code, result, error };
  } catch (cause) {
    throw new Error(`no JSON (status ${code}, signal ${signal}): ${stdout}\n${stderr}`, { cause });
  }
}

/** The reasons of a label that say what was not observed. */
export const notObserved = (label: {
  reasons: { grade: string; observed: boolean; text: string }[];
}): string[] =>
  label.reasons.filter((reason) => !reason.observed).map(({ grade, text }) => `${grade}: ${text}`);
