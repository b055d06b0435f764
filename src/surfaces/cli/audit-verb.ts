import { DomainError } from "#domain/errors.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { withSession } from "./with-session.ts";

/** `audit verify`: is every row of the audit still as it was written, and none missing in between? */
export function auditVerb(asked: Asked, what: string): Promise<Answer> {
  if (what !== "verify")
    throw new DomainError("invalid-input", `audit does not know "${what}"`, {
      next: "freezeframe audit verify",
    });
  return withSession(asked, async ({ operations }) => {
    const verdict = await operations.auditVerify();
    return verdict.intact
      ? {
          text: `the audit is intact: ${verdict.rows} rows, the newest with hash ${verdict.head}\n  keep the hash elsewhere: it shows later that nothing was cut off`,
          json: verdict,
          status: exitStatus.ok,
        }
      : {
          text: [
            `THE AUDIT IS NOT INTACT: row ${verdict.seq}: ${verdict.reason}`,
            "  the rows before it are as they were written; from it on nothing is proved",
            "  next: stop the bot, keep a copy of the store's directory, and find out who could write to it",
          ].join("\n"),
          json: verdict,
          status: exitStatus.failed,
        };
  });
}
