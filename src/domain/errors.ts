/**
 * What went wrong, as a kind a surface can decide on. Never match on `message`.
 *
 * - `invalid-input`   the caller's words or files are off; nothing was touched
 * - `not-found`       the named thing does not exist
 * - `not-permitted`   this actor may not ask this
 * - `refused`         a precondition is not met; nothing was changed
 * - `busy`            another run holds what this one needs
 * - `unreachable`     a guest, the cloud or the store did not answer
 * - `failed`          it was tried and did not work
 * - `interrupted`     we were stopped half-way and settled what was open
 */
const kinds = [
  "invalid-input",
  "not-found",
  "not-permitted",
  "refused",
  "busy",
  "unreachable",
  "failed",
  "interrupted",
] as const;
export type ErrorKind = (typeof kinds)[number];

/** The kind that a journal kept as text; what no version of ours wrote counts as `failed`. */
export const errorKind = (text: string): ErrorKind => kinds.find((kind) => kind === text) ?? "failed";

/** An error with a kind and, where there is one, the next step for the reader. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  /** What the reader should do now; one sentence. */
  readonly next: string | undefined;

  constructor(kind: ErrorKind, message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.kind = kind;
    this.next = options.next;
  }
}
