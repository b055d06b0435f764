import type { QuotaUse } from "#domain/cloud.ts";
import { describeDuration } from "#domain/duration.ts";
import { type Finding, warning } from "#domain/finding.ts";
import { backendFindings } from "#domain/preflight/backend.ts";
import type { CloudFacts } from "#domain/preflight/facts.ts";
import { membershipFindings } from "#domain/preflight/membership.ts";
import type { Prediction } from "#domain/preflight/prediction.ts";
import { quotaFindings } from "#domain/preflight/quota.ts";
import { volumeFindings } from "#domain/preflight/volumes.ts";
import { type Passed, passed } from "./passed.ts";

/** What the cloud's answers say that nothing stands against. */
export function cloudPassed(facts: CloudFacts, prediction: Prediction | undefined): Passed[] {
  const { application, group, groupTypeName, volumes, servers } = facts;
  const none = (findings: readonly Finding[], line: () => Passed): Passed[] =>
    findings.length === 0 ? [line()] : [];
  return [
    ...none(membershipFindings(facts), () =>
      passed(
        group.name,
        `the group has exactly the ${count(volumes.length, "volume")} of the manifest, and is of type ${groupTypeName}`,
      ),
    ),
    ...none(volumeFindings(facts), () =>
      passed(
        volumes.map(({ role }) => role).join(", "),
        `each volume can be snapshotted now, and is attached where the manifest says${servers.length === 0 ? "" : `; ${servers.map(({ name }) => name).join(", ")}: ACTIVE`}`,
      ),
    ),
    ...none([...quotaFindings(facts), ...quotaNearlyUsed(facts)], () => roomFor(facts)),
    ...none(backendFindings(facts), () =>
      passed("back end", "group type, volume types, pool and driver all say: one moment for the whole group"),
    ),
    ...(prediction === undefined || prediction.ms > application.quiesce.budget
      ? []
      : [
          passed(
            "freeze window",
            `the cut will probably take ${describeDuration(prediction.ms)} (${prediction.because}) of a budget of ${describeDuration(application.quiesce.budget)}`,
          ),
        ]),
  ];
}

/** The set of now fits and the one after it does not: better known today than at the next slot of the schedule. */
export function quotaNearlyUsed(facts: CloudFacts): Finding[] {
  return setsThatFit(facts) === 1
    ? [
        warning(
          "quota-nearly-used",
          facts.application.application,
          "the quota has room for one more set, and for no other after it",
          {
            costs: "no snapshot after the next one, until something is deleted",
            next: "retention makes room (freezeframe points APP --prune shows what goes), or ask for more quota",
          },
        ),
      ]
    : [];
}

function roomFor(facts: CloudFacts): Passed {
  const fits = setsThatFit(facts);
  return passed("quota", fits === Infinity ? "it has no limit" : `room for ${count(fits, "more set")}`);
}

/** How many sets of this application still fit; 0 also where nothing could be read. */
function setsThatFit({ quota, volumes }: CloudFacts): number {
  if ("unread" in quota) return 0;
  const gigabytes = volumes.reduce((sum, one) => sum + one.volume.size, 0);
  return Math.min(times(quota.value.snapshots, volumes.length), times(quota.value.gigabytes, gigabytes));
}

function times({ limit, inUse, reserved }: QuotaUse, wanted: number): number {
  if (limit < 0 || wanted === 0) return Infinity;
  return Math.max(0, Math.floor((limit - inUse - reserved) / wanted));
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
