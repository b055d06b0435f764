import type { DomainError } from "#domain/errors.ts";
import { lastWords, redacted } from "#domain/restore/database-log.ts";
import { RecoveryFailure } from "#domain/restore/recovery-failure.ts";
import { channelLost } from "#support/ssh/channel-lost.ts";
import { type KitCodes, kitRefusal } from "#support/ssh/kit-refusal.ts";
import { type Line, textOf } from "#support/ssh/line-codec.ts";

/** What each code of the protocol is to the caller, and what to do about it. */
const codes: KitCodes = {
  protocol: {
    kind: "failed",
    next: "Bring bot and recovery kit to the same version (freezeframe-recover version).",
  },
  "not-a-recovery-server": {
    kind: "refused",
    next: "Name a recovery server, or make this one: run the recovery kit's install.sh there.",
  },
  busy: {
    kind: "busy",
    next: "It reads for one run at a time: wait until that one has ended, or end it (freezeframe runs, freezeframe cancel RUN); where it is of another installation, `freezeframe-recover status` on the server tells",
  },
  "cannot-isolate": {
    kind: "refused",
    next: "Use a recovery server whose kernel has name spaces and overlayfs.",
  },
  "unknown-volume": { kind: "refused", next: "Attach the volume to the recovery server." },
  "ambiguous-volume": { kind: "refused", next: "Detach the copy, so that one disk carries this serial." },
  "in-use": { kind: "refused", next: "End what uses the disk on the recovery server." },
  "unsupported-file-system": { kind: "refused" },
  "no-file-system": { kind: "refused" },
  "disk-lost": { kind: "failed", next: "Look at the volume's attachment and at its back end." },
  "wrong-mount": { kind: "refused", next: "Correct `mount` in the manifest." },
  "cannot-mount": { kind: "failed" },
  "no-database": { kind: "failed" },
  "ambiguous-database": {
    kind: "refused",
    next: "Keep one data directory on the volumes of a cluster.",
  },
  "cannot-run": { kind: "failed", next: "Give the recovery server more memory, and look at its kernel log." },
  "wrong-version": {
    kind: "refused",
    next: "Install that version's packages on the recovery server; of PostgreSQL its contrib package, too.",
  },
  "wrong-owner": {
    kind: "refused",
    next: "Name the user in /etc/freezeframe/recover-postgresql.d or recover-mariadb.d on the recovery server.",
  },
  "not-on-volumes": {
    kind: "refused",
    next: "Restore every volume of the database, at the paths of the manifest.",
  },
  database: { kind: "failed" },
  "no-check": { kind: "refused", next: "Correct the check in the manifest, or install its hook." },
  "no-tool": {
    kind: "refused",
    next: "Install what is named on the recovery server; for amcheck PostgreSQL's contrib package of that version.",
  },
  "not-allowed": {
    kind: "refused",
    next: "On the recovery server: chown root:root and chmod go-w on the file that is named.",
  },
  "too-slow": { kind: "failed" },
  stopped: { kind: "interrupted" },
};

/** In these it is the restored data that says no; in all others nothing is known of it. */
const saysNo: ReadonlySet<string> = new Set(["no-file-system", "no-database", "database"]);

/** A recovery server's ERR line as an error that names server, role and place, without what the database's log keeps secret. */
export function kitError(server: string, line: Line, log: readonly string[] = []): RecoveryFailure {
  const words = lastWords(log);
  const what = textOf(line, "what");
  const said = what === undefined ? {} : { what: [redacted(what)] };
  const { kind, message, next } = kitRefusal(
    codes,
    server,
    { ...line, args: { ...line.args, ...said } },
    words,
  );
  return new RecoveryFailure(kind, message, {
    next,
    saysNo: saysNo.has(textOf(line, "code") ?? ""),
    role: textOf(line, "role"),
    log: words,
  });
}

/** A channel that ended before or in a conversation, from what was on stderr. */
export const unreachable = (server: string, why: string): DomainError =>
  channelLost(server, why, "recovery kit");
