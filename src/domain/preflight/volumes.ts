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

function attachmentFindings({ role, server, volume }: FoundVolume, facts: CloudFacts): Finding[] {
  const known = new Map(
    facts.servers.flatMap(({ name, server: read }) =>
      "value" in read ? [[read.value.id, name] as const] : [],
    ),
  );
  const strangers = volume.attachedTo
    .filter((attachment) => !known.has(attachment.serverId))
    .map((attachment) => attachment.serverId);
  if (facts.servers.some((one) => "unread" in one.server))
    return volume.attachedTo.length > 1
      ? [
          error(
            "multiattach-unknown",
            role,
            `volume ${volume.id} has ${volume.attachedTo.length} attachments, and the servers behind them could not be read: one may write through the freeze`,
          ),
        ]
      : [];
  if (strangers.length > 0)
    return [
      error(
        "attached-elsewhere",
        role,
        `volume ${volume.name ?? volume.id} is attached to ${strangers.join(", ")}, which is no server of the manifest: it may write through the freeze`,
        {
          next: "add that server to the manifest, or detach the volume from it",
        },
      ),
    ];
  if (volume.attachedTo.length > 1)
    return [
      warning(
        "multiattach",
        role,
        `volume ${volume.id} is attached to ${volume.attachedTo.length} servers of the manifest; only a file system mounted once can be proved frozen`,
        { costs: "A and B rest on the one mount that is frozen" },
      ),
    ];
  const expected = facts.servers.find((one) => one.name === server)?.server;
  const attached = volume.attachedTo[0];
  if (attached === undefined)
    return [
      info(
        "not-attached",
        role,
        `volume ${volume.name ?? volume.id} is attached to no server: there is nothing to freeze on it`,
      ),
    ];
  return expected !== undefined && "value" in expected && expected.value.id !== attached.serverId
    ? [
        error(
          "attached-elsewhere",
          role,
          `volume ${volume.name ?? volume.id} is attached to ${known.get(attached.serverId)}, the manifest says ${server}`,
          { next: "correct `server:` of this volume in the manifest" },
        ),
      ]
    : [];
}

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
