import type { DomainError } from "#domain/errors.ts";
import { channelLost } from "#support/ssh/channel-lost.ts";
import { type KitCodes, kitRefusal } from "#support/ssh/kit-refusal.ts";
import type { Line } from "#support/ssh/line-codec.ts";

/** What each code of the protocol is to the caller, and what to do about it. */
const codes: KitCodes = {
  protocol: {
    kind: "failed",
    next: "Bring bot and guest kit to the same version (freezeframe-hold version).",
  },
  "unknown-volume": {
    kind: "refused",
    next: "Attach the volume to this server, or correct the manifest's server of this volume.",
  },
  "ambiguous-volume": { kind: "refused", next: "Detach the copy, so that one disk carries this serial." },
  "not-mounted": { kind: "refused", next: "Mount the volume where the manifest says, or correct `mount`." },
  "wrong-mount": {
    kind: "refused",
    next: "Compare lsblk in the guest with the manifest: every disk under a mount must be a volume of the group.",
  },
  "read-only": { kind: "refused", next: "Leave this volume out of the stages, or mount it read-write." },
  "system-mount": { kind: "refused", next: "Keep the application's data on file systems of their own." },
  "cannot-freeze": { kind: "refused" },
  "foreign-freeze": {
    kind: "refused",
    next: "Another program froze it: end that backup, or thaw it with fsfreeze -u in the guest if it is forgotten.",
  },
  busy: {
    kind: "busy",
    next: "Wait for the other hold to end; `freezeframe-hold status` in the guest names it.",
  },
  "no-recipe": { kind: "refused", next: "Install the file that is named, from the guest kit's examples." },
  "not-allowed": {
    kind: "refused",
    next: "In the guest: chown root:root and chmod go-w on the file that is named.",
  },
  database: {
    kind: "failed",
    next: "Check that the server runs and that the guest's /etc/freezeframe/postgresql or mariadb names its socket.",
  },
  "not-on-volumes": {
    kind: "refused",
    next: "Add the volume under that path to the group and the manifest, or move the data.",
  },
  canary: { kind: "failed" },
  "hook-failed": { kind: "failed", next: "Run the hook by hand in the guest with `freeze`, then `thaw`." },
};

/** A guest's ERR line as an error that names server, role and place. */
export const guestError = (server: string, line: Line): DomainError => kitRefusal(codes, server, line);

/** A channel that ended before or in a conversation, from what was on stderr. */
export const unreachable = (server: string, why: string): DomainError =>
  channelLost(server, why, "guest kit");
