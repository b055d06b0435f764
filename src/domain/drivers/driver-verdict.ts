import type { DriverEvidence } from "../evidence.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import { type Driver, findDrivers, releaseName, sourceOf } from "./knowledge-base.ts";

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
  const [known, ...others] = findDrivers(declared.driver);
  if (known === undefined) return fromDeclaration(declared, spec);
  if (others.length === 0) return fromKnowledgeBase(known, declared.release, spec);
  const names = [known, ...others].map((driver) => driver.driver).join(" or ");
  return { unknown: `${declared.driver} is the name of more than one driver; declare ${names}` };
}

function fromDeclaration(
  { driver, groupSnapshots }: DeclaredDriver,
  spec: string | null | undefined,
): DriverVerdict {
  const source = "config clouds.<name>.backends";
  if (groupSnapshots === undefined)
    return { unknown: `${driver} is not in the knowledge base; declare groupSnapshots for it if you know` };
  return groupSnapshots === "loops"
    ? verdict(driver, "loops", "declared", source)
    : withSpec(driver, spec, "declared", source);
}

function fromKnowledgeBase(
  known: Driver,
  release: number | undefined,
  spec: string | null | undefined,
): DriverVerdict {
  const loops = (source: string) => verdict(known.driver, "loops", "knowledge-base", source);
  const source = sourceOf(known);
  switch (known.verdict) {
    case "NON_ATOMIC_SILENT_FALLBACK":
      return loops(source);
    case "LIAR_REPORTS_CG_BUT_LOOPS":
      return loops(`${source} (reports the capability, loops all the same)`);
    case "ATOMIC_BUT_NEW_KEY_NOT_REPORTED":
    case "ATOMIC_IF_CG_TYPE":
      return inRelease(known, release, spec);
  }
}

/** A driver that is atomic is so from the release on that brought its group snapshots, as far as its source was read. */
function inRelease(
  known: Driver,
  release: number | undefined,
  spec: string | null | undefined,
): DriverVerdict {
  const { driver, create_group_snapshot_in_releases: releases, present_in_releases: present } = known;
  if (releases === null) return { unknown: `${driver} is atomic on master only, in no release yet` };
  const [first, last] = releases;
  const range = `it is atomic in ${releaseName(first)} to ${releaseName(last)}`;
  if (release === undefined)
    return {
      unknown: `the Cinder release behind ${driver} is not declared (config: backends[].release); ${range}`,
    };
  const source = sourceOf(known);
  if (release >= first && release <= last)
    return known.with_non_cg_group_type === "always_cg"
      ? verdict(driver, "atomic", "knowledge-base", source)
      : withSpec(driver, spec, "knowledge-base", source);
  const existed = present[0] !== "master-only" && release >= present[0];
  if (release > last || !existed)
    return { unknown: `${driver} was not read in release ${releaseName(release)}; ${range}` };
  const since = `${source} (group snapshots only from ${releaseName(first)})`;
  return verdict(driver, "loops", "knowledge-base", since);
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

const verdict = (
  driver: string,
  is: DriverEvidence["verdict"],
  by: DriverEvidence["by"],
  source: string,
): DriverVerdict => ({
  evidence: { driver, verdict: is, by, source },
});
