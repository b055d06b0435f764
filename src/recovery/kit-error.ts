import type { DomainError } from "#domain/errors.ts";
import { channelLost } from "#support/ssh/channel-lost.ts";
import { type KitCodes, kitRefusal } from "#support/ssh/kit-refusal.ts";
import type { Line } from "#support/ssh/line-codec.ts";

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
    next: "Wait for the other recovery to end; `freezeframe-recover status` on the server names it.",
  },
  "cannot-isolate": {
    kind: "refused",
    next: "Use a recovery server whose kernel has name spaces and overlayfs.",
  },
  "unknown-volume": { kind: "refused", next: "Attach the volume to the recovery server." },
  "ambiguous-volume": { kind: "refused", next: "Detach the copy, so that one disk carries this serial." },
  "in-use": { kind: "refused", next: "End what uses the disk on the recovery server." },
  "unsupported-file-system": { kind: "refused" },
  "wrong-mount": { kind: "refused", next: "Correct `mount` in the manifest." },
  "cannot-mount": { kind: "failed" },
  "no-database": { kind: "failed" },
  "wrong-version": {
    kind: "refused",
    next: "Install that major version's packages on the recovery server, its contrib package too.",
  },
  "wrong-owner": {
    kind: "refused",
    next: "Name the user in /etc/freezeframe/recover-postgresql.d/CLUSTER.conf on the recovery server.",
  },
  "not-on-volumes": {
    kind: "refused",
    next: "Restore every volume of the database, at the paths of the manifest.",
  },
  database: { kind: "failed" },
  "no-check": { kind: "refused", next: "Correct the check in the manifest, or install its hook." },
  "no-tool": {
    kind: "refused",
    next: "Install PostgreSQL's contrib package of that version on the recovery server.",
  },
  "not-allowed": {
    kind: "refused",
    next: "On the recovery server: chown root:root and chmod go-w on the file that is named.",
  },
  "too-slow": { kind: "failed" },
  stopped: { kind: "interrupted" },
};

/** A recovery server's ERR line as an error that names server, role and place. */
export const kitError = (server: string, line: Line, log: readonly string[] = []): DomainError =>
  kitRefusal(codes, server, line, log);

/** A channel that ended before or in a conversation, from what was on stderr. */
export const unreachable = (server: string, why: string): DomainError =>
  channelLost(server, why, "recovery kit");
