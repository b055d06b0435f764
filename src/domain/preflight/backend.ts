import type { Pool } from "../cloud.ts";
import { type Finding, info, warning } from "../finding.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import type { CloudFacts } from "./facts.ts";

const KEY = "consistent_group_snapshot_enabled";
const COSTS = "without a freeze: no C; with a proved freeze of all volumes A and B stay in reach";

/**
 * What the back end will really do. None of this keeps a snapshot from being taken: the scheduler ignores the specs of a
 * group type (cinder/scheduler/filters/capabilities_filter.py reads extra_specs only), Cinder loops silently, and only the
 * label can say so.
 */
export function backendFindings(facts: CloudFacts): Finding[] {
  return [
    ...groupTypeFindings(facts),
    ...volumeTypeFindings(facts),
    ...poolFindings(facts),
    ...driverFindings(facts),
  ];
}

function groupTypeFindings({ groupTypeSpec, groupTypeName }: CloudFacts): Finding[] {
  if ("unread" in groupTypeSpec)
    return [
      info(
        "group-type-spec-not-read",
        groupTypeName,
        `the specs of the group type could not be read: ${groupTypeSpec.unread}`,
        { costs: COSTS, next: "name an administrator's credential under clouds.<name>.reader" },
      ),
    ];
  const spec = groupTypeSpec.value;
  if (spec === CONSISTENT_SPEC) return [];
  const text =
    spec === null
      ? `the group type has no spec ${KEY}: Cinder takes the volumes one after another`
      : `the group type's spec ${KEY} is "${spec}"; only exactly "${CONSISTENT_SPEC}" counts, for anything else Cinder silently takes the volumes one after another`;
  return [
    warning(spec === null ? "group-type-not-consistent" : "group-type-spec-misspelt", groupTypeName, text, {
      costs: COSTS,
      next: `cinder group-type-key ${groupTypeName} set ${KEY}="${CONSISTENT_SPEC}"`,
    }),
  ];
}

function volumeTypeFindings({ volumeTypeSpecs, groupTypeSpec }: CloudFacts): Finding[] {
  const consistentType = "value" in groupTypeSpec && groupTypeSpec.value === CONSISTENT_SPEC;
  return volumeTypeSpecs.flatMap(({ type, spec }) => {
    if ("unread" in spec)
      return [
        info(
          "volume-type-spec-not-read",
          type,
          `the extra specs of the volume type could not be read: ${spec.unread}`,
        ),
      ];
    if (spec.value === CONSISTENT_SPEC || !consistentType) return [];
    return [
      warning(
        "spec-on-group-type-alone",
        type,
        `the volume type does not carry ${KEY}="${CONSISTENT_SPEC}": the scheduler checks only the volume type, so a group of the consistent type may live on any back end`,
        {
          costs: "nothing today if the pool below is a consistent one; the next volume may land elsewhere",
          next: `openstack volume type set --property ${KEY}="${CONSISTENT_SPEC}" ${type}`,
        },
      ),
    ];
  });
}

function poolFindings({ volumes, pools, group }: CloudFacts): Finding[] {
  const names = [...new Set(volumes.flatMap(({ pool }) => ("value" in pool ? [pool.value] : [])))];
  if (names.length === 0)
    return [
      info(
        "pool-not-read",
        group.name,
        "the pool behind the volumes could not be read: these rights do not show it",
        { costs: COSTS },
      ),
    ];
  const several = `the volumes lie on different pools: ${names.join(", ")}`;
  const capability =
    "unread" in pools
      ? [
          info(
            "capability-not-read",
            group.name,
            `the pools' capabilities could not be read: ${pools.unread}`,
            {
              costs: COSTS,
            },
          ),
        ]
      : names.flatMap((name) => capabilityFindings(name, pools.value));
  return names.length === 1
    ? capability
    : [
        warning("several-pools", group.name, several, {
          costs: "some drivers take no common moment across pools",
          next: "openstack volume migrate --host POOL VOLUME, or retype it, as an administrator: a group lives on one back end",
        }),
        ...capability,
      ];
}

function capabilityFindings(name: string, pools: readonly Pool[]): Finding[] {
  const pool = pools.find((one) => one.name === name);
  if (pool === undefined)
    return [
      warning("pool-not-listed", name, "the scheduler does not list this pool: is its cinder-volume up?", {
        next: "openstack volume service list",
      }),
    ];
  if (pool.consistentGroupSnapshot) return [];
  const text =
    "the pool does not say that it takes consistent group snapshots: Cinder takes the volumes one after another";
  return [warning("pool-not-consistent", name, text, { costs: COSTS })];
}

function driverFindings({ driver, group }: CloudFacts): Finding[] {
  if ("unknown" in driver) return [info("driver-unknown", group.name, driver.unknown, { costs: COSTS })];
  const { verdict, driver: name, source } = driver.evidence;
  return verdict === "atomic"
    ? []
    : [
        warning(
          "driver-loops",
          name ?? group.name,
          `this driver takes the volumes one after another (${source})`,
          { costs: COSTS },
        ),
      ];
}
