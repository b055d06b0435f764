import type { DriverEvidence } from "../evidence.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import { type Driver, findDriver, releaseName, sourceOf } from "./knowledge-base.ts";

/** What the operator declared of the back end that holds the group (config `clouds.<name>.backends`). */
export interface DeclaredDriver {
  readonly driver: string;
  /** Major Cinder release that runs there, e.g. 28 for 2026.1. */
  readonly release?: number | undefined;
  /** Only for a class that the knowledge base does not know. */
  readonly groupSnapshots?: "atomic" | "loops" | undefined;
}

export type DriverVerdict = { readonly evidence: DriverEvidence } | { readonly unknown: string };

/**
 * What this driver does with a group of a type with this spec (`undefined` = the spec could not be read). The knowledge
 * base goes before the operator's word; where neither knows, that is the answer.
 */
export function driverVerdict(
  declared: DeclaredDriver | undefined,
  spec: string | null | undefined,
): DriverVerdict {
  if (declared === undefined)
    return { unknown: "no driver is declared for the back end (config: clouds.<name>.backends)" };
  const known = findDriver(declared.driver);
  if (known !== undefined) return fromKnowledgeBase(known, declared.release, spec);
  if (declared.groupSnapshots === undefined)
    return {
      unknown: `${declared.driver} is not in the knowledge base; declare groupSnapshots for it if you know`,
    };
  const source = "config clouds.<name>.backends";
  if (declared.groupSnapshots === "loops") return verdict(declared.driver, "loops", "declared", source);
  return withSpec(declared.driver, spec, "declared", source);
}

function fromKnowledgeBase(
  known: Driver,
  release: number | undefined,
  spec: string | null | undefined,
): DriverVerdict {
  const source = sourceOf(known);
  switch (known.verdict) {
    case "NON_ATOMIC_SILENT_FALLBACK":
      return verdict(known.driver, "loops", "knowledge-base", source);
    case "LIAR_REPORTS_CG_BUT_LOOPS":
      return verdict(
        known.driver,
        "loops",
        "knowledge-base",
        `${source} (reports the capability, loops all the same)`,
      );
    case "ATOMIC_BUT_NEW_KEY_NOT_REPORTED":
    case "ATOMIC_IF_CG_TYPE": {
      const range = atomicReleases(known);
      if (release === undefined)
        return {
          unknown: `the Cinder release behind ${known.driver} is not declared (config: backends[].release); it is atomic in ${range.words}`,
        };
      if (release > range.last)
        return {
          unknown: `${known.driver} was not read in release ${releaseName(release)}; it is atomic in ${range.words}`,
        };
      if (release < range.first)
        return verdict(
          known.driver,
          "loops",
          "knowledge-base",
          `${source} (group snapshots only from ${releaseName(range.first)})`,
        );
      return known.with_non_cg_group_type === "always_cg"
        ? verdict(known.driver, "atomic", "knowledge-base", source)
        : withSpec(known.driver, spec, "knowledge-base", source);
    }
  }
}

/** An atomic driver takes its atomic path only for a group type with the exact spec; for any other, Cinder loops. */
function withSpec(
  driver: string,
  spec: string | null | undefined,
  by: DriverEvidence["by"],
  source: string,
): DriverVerdict {
  if (spec === undefined)
    return {
      unknown: `${driver} is atomic only for a consistent group type, and the group type's specs could not be read`,
    };
  return spec === CONSISTENT_SPEC
    ? verdict(driver, "atomic", by, source)
    : verdict(driver, "loops", by, `${source}; the group type's spec is not exactly ${CONSISTENT_SPEC}`);
}

function atomicReleases(known: Driver): { first: number; last: number; words: string } {
  const releases = known.create_group_snapshot_in_releases;
  if (releases === null)
    return {
      first: Number.POSITIVE_INFINITY,
      last: Number.POSITIVE_INFINITY,
      words: "no release yet, on master only",
    };
  return {
    first: releases[0],
    last: releases[1],
    words: `${releaseName(releases[0])} to ${releaseName(releases[1])}`,
  };
}

const verdict = (
  driver: string,
  is: DriverEvidence["verdict"],
  by: DriverEvidence["by"],
  source: string,
): DriverVerdict => ({
  evidence: { driver, verdict: is, by, source },
});
