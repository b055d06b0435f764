import { z } from "zod";
import data from "./knowledge-base.json" with { type: "json" };

const Releases = z.tuple([z.number(), z.number()]);

/** What one Cinder driver class does with a group snapshot, read in its source. `file`/`line` belong to `commit`. */
const Driver = z.looseObject({
  driver: z.string(),
  file: z.string(),
  line: z.number(),
  vendor: z.string(),
  product: z.string(),
  with_non_cg_group_type: z.enum(["manager_fallback(base)", "manager_fallback", "driver_loop", "always_cg"]),
  verdict: z.enum([
    "ATOMIC_IF_CG_TYPE",
    "ATOMIC_BUT_NEW_KEY_NOT_REPORTED",
    "LIAR_REPORTS_CG_BUT_LOOPS",
    "NON_ATOMIC_SILENT_FALLBACK",
  ]),
  notes: z.string(),
  /** First and last major release whose class at this path has its own create_group_snapshot. */
  create_group_snapshot_in_releases: Releases.nullable(),
  present_in_releases: z.union([Releases, z.tuple([z.literal("master-only")])]),
  /** Does POST /volumes find one member of a group snapshot that the array cut as a whole? */
  member_snapshot_usable_alone_after_cg_snapshot: z.boolean(),
  member_snapshot_evidence: z.string().nullable(),
  /** Where it is written that its create-from-src always fails; absent for all others. */
  create_group_from_src_raises: z.string().optional(),
});
export type Driver = z.infer<typeof Driver>;

const KnowledgeBase = z.looseObject({
  source: z.string(),
  commit: z.string(),
  release_numbers: z.record(z.string(), z.string()),
  drivers: z.array(Driver),
});

const base = KnowledgeBase.parse(data);
const byClass = Map.groupBy(base.drivers, (driver) => driver.driver);
const byShortName = Map.groupBy(base.drivers, (driver) => driver.driver.split(".").at(-1) ?? "");

/**
 * The entries of a driver class: one for a full path (`volume_driver` of its cinder.conf), and mostly one for the bare
 * class name, which two vendors' drivers may share. Empty when it is not known.
 */
export const findDrivers = (driverClass: string): readonly Driver[] =>
  byClass.get(driverClass) ?? byShortName.get(driverClass) ?? [];

/** `Zed` for 21; the number itself for one that is not known. */
export const releaseName = (major: number): string => base.release_numbers[String(major)] ?? String(major);

/** What a driver can make of a group snapshot that the array cut as a whole, and where that can be read. */
export function restoreFacts(driver: Driver): {
  readonly usableAlone: boolean;
  readonly groupRestore: boolean;
  readonly source: string;
} {
  const { create_group_from_src_raises: raises, member_snapshot_evidence: member } = driver;
  const places = [member, raises].filter((place) => typeof place === "string" && place !== "unknown");
  return {
    usableAlone: driver.member_snapshot_usable_alone_after_cg_snapshot,
    groupRestore: raises === undefined,
    source:
      places.length === 0
        ? sourceOf(driver)
        : `${base.source} ${base.commit.slice(0, 9)} ${places.join(", ")}`,
  };
}

/** Where a driver's verdict can be read. */
export const sourceOf = (driver: Driver): string =>
  `${base.source} ${base.commit.slice(0, 9)} ${driver.file}:${driver.line}`;
