import { PERIODS, policyOf, policyWords } from "#domain/retention/policy.ts";
import type { QuotaUse } from "../cloud.ts";
import { list, type Part, paragraph, table } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { cinder, manifest, type Source } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";

/**
 * What the points that retention keeps use of the project's quota: each member is one snapshot and its size in gigabytes, and
 * there is no quota on group snapshots. One set more than is kept has to fit: it is made before another goes.
 */
export function quotaPart(facts: DesignFacts): Part[] {
  const { application, volumes, quota, cloud } = facts;
  const policy = policyOf(application);
  const rule = cinder("cinder/volume/api.py:1138-1171, create_snapshots_in_db");
  const key = manifest("retention");
  if (policy === undefined)
    return [
      paragraph(
        unknown(
          "How many points are kept: the manifest has no `retention`, so nothing is ever pruned and quota runs out one day.",
          key,
        ),
      ),
      ...now(facts, rule),
    ];
  const points = policy.last + PERIODS.reduce((sum, period) => sum + policy[period], 0);
  const sizes = volumes.map(({ volume }) => ("value" in volume ? volume.value.size : undefined));
  const gib = sizes.includes(undefined)
    ? undefined
    : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const read: Source = { kind: "cloud", what: "quota of the project", as: cloud.as.project, at: cloud.at };
  const row = (name: string, each: number | undefined, use: QuotaUse | undefined) => ({
    cells: {
      quota: name,
      each: each === undefined ? "not known" : String(each),
      wanted: each === undefined ? "not known" : String(each * (points + 1)),
      used: use === undefined ? "not read" : String(use.inUse + use.reserved),
      limit: use === undefined ? "not read" : use.limit < 0 ? "none" : String(use.limit),
      others: each === undefined || use === undefined ? "not known" : String(usedByOthers(each, facts, use)),
      enough:
        each === undefined || use === undefined
          ? "not known"
          : enough(each * (points + 1), usedByOthers(each, facts, use), use),
    },
    from: [rule, key, ...(use === undefined ? [] : [read])],
  });
  const value = "value" in quota ? quota.value : undefined;
  return [
    paragraph(
      say(
        `Retention keeps at most ${points} points (${policyWords(policy)}); a point that two rules keep counts once, so it may be fewer. One set more is reckoned with: a new one is made before an old one goes.`,
        key,
      ),
    ),
    table(
      {
        quota: "quota",
        each: "a point",
        wanted: `${points} + 1 points`,
        used: "used now",
        others: "of that not by its points",
        limit: "limit",
        enough: "enough",
      },
      [row("snapshots", volumes.length, value?.snapshots), row("gigabytes", gib, value?.gigabytes)],
    ),
    ...("unread" in quota ? [paragraph(unknown(`Quota could not be read: ${quota.unread}.`, read))] : []),
    list([rounds(rule), restoreNeeds(volumes.length, gib)]),
  ];
}

/** Cinder's defaults are ten snapshots: three sets of three volumes. */
const rounds = (rule: Source): Statement =>
  say(
    "Over quota Cinder refuses the whole set with 413 and leaves nothing; types with quotas of their own (`snapshots_TYPE`, `gigabytes_TYPE`) count beside these, and `no_snapshot_gb_quota` takes gigabytes out.",
    rule,
  );

const restoreNeeds = (volumes: number, gib: number | undefined): Statement =>
  say(
    `A restore or restore test needs ${volumes} more volumes${gib === undefined ? "" : ` and ${gib} GiB`} for as long as it stands, and one more of \`groups\` (default limit: 10) where it is made as a group.`,
    cinder("cinder/volume/flows/api/create_volume.py:692-693"),
  );

/** Volumes count as gigabytes, too, and so does whatever else the project has. */
const usedByOthers = (each: number, { points }: DesignFacts, { inUse, reserved }: QuotaUse): number =>
  Math.max(0, inUse + reserved - each * points.length);

function enough(wanted: number, others: number, { limit }: QuotaUse): string {
  if (limit < 0) return "yes";
  const short = wanted + others - limit;
  return short <= 0 ? "yes, if nothing else grows" : `NO: ${short} short`;
}

function now({ volumes, quota, cloud }: DesignFacts, rule: Source): Part[] {
  const read: Source = { kind: "cloud", what: "quota of the project", as: cloud.as.project, at: cloud.at };
  if ("unread" in quota) return [paragraph(unknown(`Quota could not be read: ${quota.unread}.`, read))];
  const { limit, inUse, reserved } = quota.value.snapshots;
  const free = limit < 0 ? undefined : Math.max(0, limit - inUse - reserved);
  const fits =
    free === undefined ? "without a limit" : `${Math.floor(free / Math.max(1, volumes.length))} more points`;
  return [
    paragraph(
      say(`By the quota \`snapshots\` there is room for ${fits}: each takes ${volumes.length}.`, read, rule),
    ),
  ];
}
