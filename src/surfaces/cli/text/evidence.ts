import { canaryLines } from "#domain/canary/lines.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Evidence, ServerHold } from "#domain/evidence.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { statementsOf } from "#domain/statements.ts";
import { toIso } from "#support/clock.ts";
import { approvedText } from "./approved.ts";
import { rows } from "./rows.ts";

/** The answer to `evidence`: the label, each reason for and against, and what was observed. */
export function evidenceText(point: RecoveryPoint): string {
  const { label, evidence } = point;
  return [
    `${point.id}: ${label.grade ?? "–"} – ${label.text}`,
    ...rows([
      ["application", `${point.application} on ${point.cloud}`],
      [
        "taken",
        `${toIso(point.createdAt)} by run ${point.runId}, asked by ${point.requestedBy}${point.reason === undefined ? "" : `: ${point.reason}`}`,
      ],
      ["approved by", approvedText(point)],
      ["group snapshot", `${point.groupSnapshotId} (${evidence.set.name})`],
      [
        "members",
        ...evidence.set.members.map(
          (member) =>
            `${member.role}: ${member.snapshotId} of volume ${member.volumeId}, ${member.size} GiB, ${member.volumeType === undefined ? "" : `type ${member.volumeType}, `}${member.status}`,
        ),
      ],
      ["holds", ...statementsOf(evidence, label)],
      ["not whole", ...evidence.holdFailure],
      ["freeze", ...holdLines(evidence)],
      ["canary", ...canaryLines(evidence.canary)],
      ["back end", ...backendLines(evidence)],
    ]),
    "  needs, and whether they were observed:",
    ...label.reasons.map(({ grade, observed, text }) => `    ${grade}  ${observed ? "yes" : "NO "}  ${text}`),
    "  assumed: the hypervisor's cache mode and write barriers cannot be read from here",
  ].join("\n");
}

function holdLines({ hold, policy }: Evidence): string[] {
  if (hold === undefined) return [policy === "skip" ? "none (quiesce.policy is skip)" : "none"];
  return [
    `frozen ${hold.frozenAt}, thaw ordered ${hold.thawOrderedAt}, ${describeDuration(hold.windowMs)} of ${describeDuration(hold.budgetMs)}`,
    ...hold.servers.flatMap((server) => [
      `${server.server} (${softwareOf(server)}): thaw ${server.thawCause}, ${server.thawProved ? "proved" : "NOT PROVED"}`,
      ...server.mounts.map(
        (mount) =>
          `  ${mount.mount}: ${mount.fsType} ${mount.fsUuid ?? ""} on ${mount.device}, volumes ${mount.volumeIds.join(", ")}`,
      ),
    ]),
  ];
}

const softwareOf = ({ kit, kernel, glibc, icu }: ServerHold): string =>
  [
    `kit ${kit}`,
    `kernel ${kernel}`,
    ...(glibc === undefined ? [] : [`glibc ${glibc}`]),
    ...(icu === undefined ? [] : [`ICU ${icu}`]),
  ].join(", ");

function backendLines({ backend }: Evidence): string[] {
  const { pools, groupTypeSpec, poolCapability, driver, unread } = backend;
  const spec =
    groupTypeSpec === undefined ? "not read" : groupTypeSpec === null ? "none" : `"${groupTypeSpec}"`;
  return [
    `pool ${pools?.join(", ") ?? "not read"}; group type spec ${spec}; pool capability ${poolCapability ?? "not read"}`,
    driver === undefined
      ? "driver: not known"
      : `driver ${driver.driver ?? ""}: ${driver.verdict} (${driver.by}: ${driver.source})`,
    ...unread.map((text) => `not read: ${text}`),
  ];
}
