import type { Arguments } from "./arguments.ts";
import type { Backstage } from "./backstage.ts";

/** What a verb answers: the text for people, the JSON for programs, the exit status. */
export interface Answer {
  /** Absent: whatever there was to say was said while it went on. */
  readonly text?: string;
  readonly json?: unknown;
  readonly status: number;
}

/** What a verb is given. */
export interface Asked {
  readonly backstage: Backstage;
  readonly arguments: Arguments;
  /** Aborted when the user or the system asks us to stop. */
  readonly signal: AbortSignal;
  /** Short words about what goes on, for a person who watches. */
  readonly progress: (words: string) => void;
  /** The answer of a verb that goes on after it; once. */
  readonly say: (text: string, json: unknown) => void;
  readonly now: () => number;
}
