import { error, type Finding, info, warning } from "../finding.ts";
import type { CloudFacts, FoundVolume } from "./facts.ts";

/**
 * Cinder takes a group snapshot of volumes in almost any status (cinder/db/sqlalchemy/api.py refuses only `error` and a few
 * more), so one that is being extended, retyped or detached would go in half-done. Only these two are usable.
 */
const usable = new Set(["available", "in-use"]);

/** Each volume can be snapshotted now, and nobody writes to it whom the freeze does not reach. */
export function volumeFindings(facts: CloudFacts): Finding[] {
  return [
    ...facts.volumes.flatMap((one) => [...statusFindings(one), ...attachmentFindings(one, facts)]),
    ...serverFindings(facts),
  ];
}

const statusFindings = ({ role, volume }: FoundVolume): Finding[] =>
  usable.has(volume.status)
    ? []
    : [
        error(
          "volume-not-usable",
          role,
          `volume ${volume.name ?? volume.id} is ${volume.status}, expected available or in-use`,
          { next: `openstack volume show ${volume.id}` },
        ),
      ];

function attachmentFindings(one: FoundVolume, { servers }: CloudFacts): Finding[] {
  const { role, volume } = one;
  const known = new Map(
    servers.flatMap(({ name, server: read }) => ("value" in read ? [[read.value.id, name] as const] : [])),
  );
  const [attached, ...others] = volume.attachedTo.map((attachment) => attachment.serverId);
  if (servers.some(({ server }) => "unread" in server))
    return others.length > 0 ? [unknownAttachments(one)] : [];
  if (attached === undefined)
    return [
      info(
        "not-attached",
        role,
        `volume ${nameOf(one)} is attached to no server: there is nothing to freeze on it`,
      ),
    ];
  const strangers = [attached, ...others].filter((id) => !known.has(id));
  if (strangers.length > 0) return [attachedToStrangers(one, strangers)];
  if (others.length > 0) return [multiattached(one)];
  return known.get(attached) === one.server ? [] : [attachedToAnother(one, known.get(attached) ?? attached)];
}

const nameOf = ({ volume }: FoundVolume): string => volume.name ?? volume.id;

const unknownAttachments = ({ role, volume }: FoundVolume): Finding =>
  error(
    "multiattach-unknown",
    role,
    `volume ${volume.id} has ${volume.attachedTo.length} attachments, and the servers behind them could not be read: one may write through the freeze`,
  );

const attachedToStrangers = (one: FoundVolume, strangers: readonly string[]): Finding =>
  error(
    "attached-elsewhere",
    one.role,
    `volume ${nameOf(one)} is attached to ${strangers.join(", ")}, which is no server of the manifest: it may write through the freeze`,
    { next: "add that server to the manifest, or detach the volume from it" },
  );

const multiattached = ({ role, volume }: FoundVolume): Finding =>
  warning(
    "multiattach",
    role,
    `volume ${volume.id} is attached to ${volume.attachedTo.length} servers of the manifest; only a file system mounted once can be proved frozen`,
    { costs: "A and B rest on the one mount that is frozen" },
  );

const attachedToAnother = (one: FoundVolume, actual: string): Finding =>
  error(
    "attached-elsewhere",
    one.role,
    `volume ${nameOf(one)} is attached to ${actual}, the manifest says ${one.server}`,
    { next: "correct `server:` of this volume in the manifest" },
  );

/** A server that is paused, suspended or on the move cannot be frozen and thawed in time. */
function serverFindings({ servers, application }: CloudFacts): Finding[] {
  if (application.quiesce.policy === "skip") return [];
  return servers.flatMap(({ name, server }) => {
    if ("unread" in server)
      return [info("server-not-read", name, `the server's state could not be read: ${server.unread}`)];
    return server.value.status === "ACTIVE"
      ? []
      : [
          warning("server-not-active", name, `the server is ${server.value.status}, expected ACTIVE`, {
            costs: "it cannot be frozen: no A, no B",
            next: `openstack server show ${server.value.id}`,
          }),
        ];
  });
}
