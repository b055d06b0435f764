import { type ErrorKind, errorKind } from "#domain/errors.ts";

/** What a surface knows of an error: a DomainError, or a run's failure as the journal keeps it. */
export interface Told {
  readonly kind: string;
  readonly message: string;
  readonly next?: string | undefined;
}

/** The kind of an error for people: never by colour or emoji alone. */
export const errorWords = (kind: string): string => WORDS[errorKind(kind)];

const WORDS: Readonly<Record<ErrorKind, string>> = {
  "invalid-input": "✏️ Not understood",
  "not-found": "🔍 Not found",
  "not-permitted": "🔒 Not permitted",
  refused: "🚫 Refused",
  busy: "⏳ Busy",
  unreachable: "📡 No answer",
  failed: "❌ Failed",
  interrupted: "✋ Interrupted",
};
