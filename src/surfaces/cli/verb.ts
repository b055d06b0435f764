import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";

/** How a verb is written. */
export interface Syntax {
  /** Name of what it is about, such as `APP`. */
  readonly subject?: string;
  /** It may be left out. */
  readonly subjectOptional?: boolean;
  /** What may follow that, such as `POINT|latest`. */
  readonly second?: string;
  /** Its own options … */
  readonly options?: readonly VerbOption[];
  /** … and those without which it is not understood. */
  readonly needs?: readonly VerbOption[];
}

/** Options that not every verb takes. */
export const verbOptions = [
  "reason",
  "limit",
  "until",
  "until-idle",
  "plan",
  "roles",
  "strategy",
  "target",
  "keep",
  "since",
  "out",
  "cloud",
  "csv",
  "prune",
  "simulate",
  "ask",
  "yes",
  "rehearse",
] as const;
export type VerbOption = (typeof verbOptions)[number];

export interface Verb extends Syntax {
  readonly act: (asked: Asked, subject: string) => Promise<Answer>;
}

export const ok = (text: string, json: unknown): Answer => ({ text, json, status: exitStatus.ok });
