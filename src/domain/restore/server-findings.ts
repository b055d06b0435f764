import type { Application } from "../application.ts";
import { error, type Finding, info } from "../finding.ts";
import type { FoundServer, RestoreFacts } from "./facts.ts";

/** What its owner sets on a server to say that restored volumes may be attached to it. */
export const RECOVERY_MARK = { key: "freezeframe:recovery", value: "yes" } as const;

/** May restored volumes be attached to this server? Three say so independently: config, the manifests, Nova's metadata. */
export function serverFindings(facts: RestoreFacts): Finding[] {
  const { server, application, members } = facts;
  if (server === undefined)
    return [
      error("no-recovery-server", application.application, "the manifest names no restore.recoveryServer", {
        next: "name one, or say --target volumes",
      }),
    ];
  return [
    ...listedFindings(server, facts.point.cloud),
    ...novaFindings(server, facts),
    ...("unread" in server.kit
      ? [error("recovery-kit", server.name, `the recovery kit does not answer: ${server.kit.unread}`)]
      : []),
    ...members
      .filter(({ source }) => source?.bootable === true)
      .map(({ evidence }) =>
        info("bootable", evidence.role, "the volume is bootable; it is attached as data, nothing is booted"),
      ),
  ];
}

const listedFindings = ({ name, listed }: FoundServer, cloud: string): Finding[] =>
  listed
    ? []
    : [
        error(
          "recovery-server-not-listed",
          name,
          `config lists no recovery server ${name} for cloud ${cloud}`,
          {
            next: "add it under recovery.servers in config.yml",
          },
        ),
      ];

function novaFindings({ name, nova }: FoundServer, { applications, point }: RestoreFacts): Finding[] {
  const owner = applications.find(
    (one) =>
      one.cloud === point.cloud &&
      serves(one, "value" in nova ? [name, nova.value.id, nova.value.name] : [name]),
  );
  const owned =
    owner === undefined
      ? []
      : [
          error(
            "recovery-server-in-manifest",
            name,
            `it is a server of ${owner.application}: a copy beside its original has the same file-system UUIDs`,
            { next: "use a server that no manifest names" },
          ),
        ];
  if ("unread" in nova)
    return [...owned, error("recovery-server-not-read", name, `Nova does not show it: ${nova.unread}`)];
  const { status, metadata, id } = nova.value;
  const marked = metadata[RECOVERY_MARK.key] === RECOVERY_MARK.value;
  return [
    ...owned,
    ...(status === "ACTIVE"
      ? []
      : [error("recovery-server-not-active", name, `the server is ${status}, expected ACTIVE`)]),
    ...(marked
      ? []
      : [
          error(
            "recovery-server-not-marked",
            name,
            `its metadata does not say ${RECOVERY_MARK.key}=${RECOVERY_MARK.value}`,
            { next: `openstack server set --property ${RECOVERY_MARK.key}=${RECOVERY_MARK.value} ${id}` },
          ),
        ]),
  ];
}

const serves = (application: Application, names: readonly string[]): boolean =>
  application.servers.some(({ name }) => names.includes(name));
