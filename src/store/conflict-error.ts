import { DomainError } from "#domain/errors.ts";

/** A compare-and-set found another version than the caller had read; nothing of the commit was written. */
export class ConflictError extends DomainError {
  readonly expected: number | "absent";
  readonly found: number | "absent";

  constructor(document: string, expected: number | "absent", found: number | "absent") {
    super("busy", `${document} has been changed meanwhile: expected version ${expected}, found ${found}`, {
      next: "read it again and decide anew",
    });
    this.name = "ConflictError";
    this.expected = expected;
    this.found = found;
  }
}
