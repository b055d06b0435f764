import { DomainError, type ErrorKind } from "../errors.ts";

/**
 * What a recovery kit could not do, and why: with `saysNo` it is the restored data that is at fault. Without, nothing is
 * known of the data.
 */
export class RecoveryFailure extends DomainError {
  readonly saysNo: boolean;
  /** That it is about; undefined when it is about none. */
  readonly role: string | undefined;
  /** What the database's log said last, without secrets. */
  readonly log: readonly string[];

  constructor(
    kind: ErrorKind,
    message: string,
    about: { next?: string | undefined; saysNo: boolean; role?: string | undefined; log?: readonly string[] },
  ) {
    super(kind, message, about.next === undefined ? {} : { next: about.next });
    this.name = "RecoveryFailure";
    this.saysNo = about.saysNo;
    this.role = about.role;
    this.log = about.log ?? [];
  }
}
