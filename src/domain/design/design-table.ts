import type { Readable } from "../cloud.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import type { BackEnd } from "./back-end.ts";
import { OLD_TYPE } from "./cloud-seen.ts";
import { type Design, heading, list, type Part, paragraph, type Section, table } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { GROUPS_EXPLAINED } from "./groups-explained.ts";
import { quotaPart } from "./quota-for-retention.ts";
import { manifest, published, type Source } from "./source.ts";
import { say, unknown } from "./statement.ts";

/** (a) What the cloud has, what each back end really does, and what this application can reach on it. */
export function designTable(
  facts: DesignFacts,
  backEnds: readonly BackEnd[],
  reach: Design["reach"],
): Section {
  return {
    key: "a",
    title: "Design table",
    parts: [
      heading("Back ends"),
      backEndTable(backEnds),
      heading("Volume types"),
      typeTable(facts, backEnds),
      heading("Group types"),
      groupTypeTable(facts),
      heading(`The group of ${facts.application.application}`),
      ...groupParts(facts),
      heading("What it can reach"),
      reachList(reach),
      heading("What stands in the way of a snapshot now"),
      ...findingParts(facts),
      heading("Quota for the retention asked"),
      ...quotaPart(facts),
      heading("What a group type controls, and what it does not"),
      list(GROUPS_EXPLAINED),
    ],
  };
}

/** The same columns tell of a cloud without an application. */
export function backEndTable(backEnds: readonly BackEnd[]): Part {
  const titles = {
    pool: "back end",
    driver: "driver",
    made: "vendor, version",
    release: "Cinder release",
    says: "says it can",
    does: "what it really does",
    restores: "restores",
    types: "volume types",
    notes: "notes",
  };
  return table(
    titles,
    backEnds.map((one) => ({
      cells: {
        pool: one.pool,
        driver: one.driver ?? "not known: declare it",
        made:
          [one.vendor, one.protocol, one.driverVersion].filter((text) => text !== undefined).join(", ") ||
          "not read",
        release: one.release ?? "not declared",
        says: one.advertises === undefined ? "not read" : one.advertises ? "yes" : "no",
        does: `${DOES[one.does]}: ${one.why}`,
        restores: one.restores,
        types: one.volumeTypes.join(", ") || "none known",
        notes: one.notes || "none",
      },
      from: one.from,
    })),
  );
}

const DOES = { atomic: "ONE MOMENT", loops: "A LOOP", unknown: "NOT KNOWN" } as const;

function typeTable({ cloud, volumes }: DesignFacts, backEnds: readonly BackEnd[]): Part {
  const from = [readFrom(cloud, "volume types and their extra specs")];
  return table(
    {
      type: "volume type",
      id: "id",
      spec: "consistent_group_snapshot_enabled",
      leads: "leads to",
      roles: "used here by",
    },
    cloud.volumeTypes.map((type) => ({
      cells: {
        type: type.name,
        id: type.id,
        spec: specText(type.spec),
        leads:
          backEnds
            .filter(({ volumeTypes }) => volumeTypes.includes(type.name))
            .map(({ pool }) => pool)
            .join(", ") || "not known: it names no back end that was seen",
        roles:
          volumes
            .filter(
              ({ volume }) => "value" in volume && [type.name, type.id].includes(volume.value.type ?? ""),
            )
            .map(({ role }) => role)
            .join(", ") || "none",
      },
      from,
    })),
  );
}

function groupTypeTable({ cloud, group }: DesignFacts): Part {
  const from = [readFrom(cloud, "group types and their specs")];
  return table(
    {
      type: "group type",
      id: "id",
      spec: "consistent_group_snapshot_enabled",
      means: "means",
      here: "this group's",
    },
    cloud.groupTypes.map((type) => ({
      cells: {
        type: type.name,
        id: type.id,
        spec: specText(type.spec),
        means: type.name === OLD_TYPE ? "the old consistency groups: not to be used" : meaning(type.spec),
        here: "value" in group && group.value.groupTypeId === type.id ? "yes" : "no",
      },
      from,
    })),
  );
}

export const specText = (spec: Readable<string | null>): string =>
  "unread" in spec ? "not readable" : spec.value === null ? "none" : `\`${spec.value}\``;

/** Of a group type's spec: Cinder compares the string, no more. */
export function meaning(spec: Readable<string | null>): string {
  if ("unread" in spec) return "not known with these rights";
  if (spec.value === CONSISTENT_SPEC) return "a consistent group, if the back end can";
  if (spec.value === null) return "a plain group: one volume after another";
  return `a plain group: only exactly \`${CONSISTENT_SPEC}\` counts`;
}

function groupParts({ application, cloud, group, volumes, inGroup }: DesignFacts): Part[] {
  const found = readFrom(cloud, `group ${application.group.name} and its volumes`, "project");
  const hosts = readFrom(cloud, "hosts of volumes");
  const key = manifest("group");
  const status =
    "value" in group
      ? say(`Group \`${group.value.name}\` is \`${group.value.id}\`, ${group.value.status}.`, found)
      : unknown(`There is no such group yet: ${group.missing}. Section (b) makes it.`, found, key);
  const titles = {
    role: "role",
    volume: "volume",
    size: "GiB",
    type: "type",
    pool: "pool",
    where: "where",
    inside: "in the group",
  };
  return [
    paragraph(status),
    table(
      titles,
      volumes.map(({ role, named, server, mount, volume, pool }) => ({
        cells: {
          role,
          volume:
            "value" in volume
              ? `${volume.value.id}${volume.value.name === undefined ? "" : ` (${volume.value.name})`}`
              : `${named}: ${volume.missing}`,
          size: "value" in volume ? String(volume.value.size) : "not known",
          type: "value" in volume ? (volume.value.type ?? "none") : "not known",
          pool: "value" in pool ? pool.value : "not readable",
          where: `${server}${mount === undefined ? "" : `:${mount}`}`,
          inside: "value" in volume ? (inGroup.includes(volume.value.id) ? "yes" : "NO") : "not known",
        },
        from: [found, hosts, key],
      })),
    ),
    ...placement(volumes, hosts),
  ];
}

function placement(volumes: DesignFacts["volumes"], found: Source): Part[] {
  const pools = new Set(volumes.flatMap(({ pool }) => ("value" in pool ? [pool.value] : [])));
  const backEnds = new Set([...pools].map((pool) => pool.split("#")[0]));
  if (pools.size === 0)
    return [
      paragraph(
        unknown("Whether the volumes lie on one back end: these rights do not show their host.", found),
      ),
    ];
  if (backEnds.size > 1)
    return [
      paragraph(
        say("The volumes lie on more than one back end: Cinder cannot put them into one group.", found),
      ),
    ];
  return [
    paragraph(
      pools.size === 1
        ? say("All of them lie on one pool.", found)
        : say(
            "They lie on several pools of one back end; some drivers take no common moment across pools.",
            found,
          ),
    ),
  ];
}

function reachList({ frozen, unfrozen }: Design["reach"]): Part {
  const from = published("Freezeframe src/domain/label.ts: the only place that turns evidence into a grade");
  const line = (how: string, { grade, text, lacks }: Design["reach"]["frozen"]) => [
    say(`${how}: ${grade === undefined ? text : `**${grade}**, ${text}`}`, from, manifest("quiesce")),
    ...lacks.map((lack) => say(`${how}, missing for ${lack}`, from)),
  ];
  return list([...line("Without a freeze", unfrozen), ...line("With a proved freeze", frozen)]);
}

/** Doctor's own words: what costs something, worst first. */
function findingParts({ findings, cloud }: DesignFacts): Part[] {
  const from = readFrom(cloud, "preflight of a snapshot", "project");
  const costly = findings.filter(({ severity, costs }) => severity !== "info" || costs !== undefined);
  if (costly.length === 0) return [paragraph(say("Nothing.", from))];
  return [
    list(
      costly.map(({ severity, subject, text, costs, next }) =>
        say(
          `${severity === "error" ? "**stops it**" : "costs"}: ${subject}: ${text}${costs === undefined ? "" : `; costs: ${costs}`}${next === undefined ? "" : `; do: ${next}`}`,
          from,
        ),
      ),
    ),
  ];
}

export const readFrom = (
  cloud: DesignFacts["cloud"],
  what: string,
  as: "project" | "reader" = "reader",
): Source => ({
  kind: "cloud",
  what,
  as: cloud.as[as],
  at: cloud.at,
});
