import { z } from "zod";
import { driverVerdict } from "#domain/drivers/driver-verdict.ts";
import { findDrivers, releaseName, restoreFacts } from "#domain/drivers/knowledge-base.ts";
import type { DeclaredBackend } from "../cloud.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import type { CloudSeen, SeenPool, SeenVolumeType } from "./cloud-seen.ts";
import { config, knowledgeBase, Source } from "./source.ts";

/** What one back end does with a group of a consistent group type, and how that is known. */
export const BackEnd = z.object({
  /** `host@backend#pool`, or as much of it as the operator declared. */
  pool: z.string(),
  vendor: z.string().optional(),
  protocol: z.string().optional(),
  driverVersion: z.string().optional(),
  /** Class of the driver, where somebody named one. */
  driver: z.string().optional(),
  /** Cinder release that runs there, as declared: `2024.1 (24)`. */
  release: z.string().optional(),
  /** Its capability `consistent_group_snapshot_enabled`; absent: not read. */
  advertises: z.boolean().optional(),
  does: z.enum(["atomic", "loops", "unknown"]),
  why: z.string(),
  /** What else the knowledge base has on the driver: specs it needs, releases, traps. */
  notes: z.string(),
  /** Which ways lead back from a group snapshot. */
  restores: z.string(),
  /** Volume types that lead there, as far as their specs could be read. */
  volumeTypes: z.array(z.string()),
  from: z.array(Source).min(1),
});
export type BackEnd = z.infer<typeof BackEnd>;

/** Every back end that could be seen or was declared, each with what is known of it. Pure. */
export function backEndsOf(cloud: CloudSeen): BackEnd[] {
  const pools = "value" in cloud.pools ? cloud.pools.value : [];
  const declaredAlone = cloud.declared.filter(
    (entry) => !pools.some((pool) => declaredFor(pool, [entry], cloud.volumeTypes) !== undefined),
  );
  return [
    ...pools.map((pool) => ofPool(pool, cloud)),
    ...declaredAlone.map((entry) => ofDeclaration(entry, cloud)),
  ];
}

/** The operator's entry for a pool: by its name, else by the volume types that lead there. */
function declaredFor(
  pool: SeenPool,
  declared: readonly DeclaredBackend[],
  types: readonly SeenVolumeType[],
): DeclaredBackend | undefined {
  const named = declared.find(
    (entry) =>
      entry.pool !== undefined && (pool.name === entry.pool || pool.name.startsWith(`${entry.pool}#`)),
  );
  const here = typesOf(pool, types).map(({ name }) => name);
  return (
    named ??
    declared.find(
      (entry) => entry.pool === undefined && entry.volumeTypes?.some((name) => here.includes(name)) === true,
    )
  );
}

/** Types whose `volume_backend_name` is the pool's; a type without one may lead anywhere and is not among them. */
const typesOf = ({ backendName }: SeenPool, types: readonly SeenVolumeType[]): SeenVolumeType[] =>
  types.filter(
    (type) =>
      backendName !== undefined && "value" in type.backendName && type.backendName.value === backendName,
  );

function ofPool(pool: SeenPool, cloud: CloudSeen): BackEnd {
  const declared = declaredFor(pool, cloud.declared, cloud.volumeTypes);
  const read: Source = {
    kind: "cloud",
    what: "pools and their capabilities",
    as: cloud.as.reader,
    at: cloud.at,
  };
  return {
    pool: pool.name,
    ...given({ vendor: pool.vendor, protocol: pool.protocol, driverVersion: pool.driverVersion }),
    advertises: pool.consistentGroupSnapshot,
    ...judged(declared, pool.consistentGroupSnapshot, cloud, read),
    volumeTypes: typesOf(pool, cloud.volumeTypes).map(({ name }) => name),
  };
}

function ofDeclaration(declared: DeclaredBackend, cloud: CloudSeen): BackEnd {
  return {
    pool: declared.pool ?? `back end of ${(declared.volumeTypes ?? []).join(", ")}`,
    ...judged(declared, undefined, cloud),
    volumeTypes: [...(declared.volumeTypes ?? [])],
  };
}

const declaredIn = ({ name }: CloudSeen): Source => config(`clouds.${name}.backends`);

/** Of a group whose type has the exact spec: what falls back even then does so silently. */
function judged(
  declared: DeclaredBackend | undefined,
  advertises: boolean | undefined,
  cloud: CloudSeen,
  ...read: Source[]
): Pick<BackEnd, "driver" | "release" | "does" | "why" | "notes" | "restores" | "from"> {
  const verdict = driverVerdict(declared, CONSISTENT_SPEC);
  const [known, ...others] = declared === undefined ? [] : findDrivers(declared.driver);
  const entry = others.length === 0 ? known : undefined;
  const does = "evidence" in verdict ? verdict.evidence.verdict : "unknown";
  return {
    ...given({
      driver: entry?.driver ?? declared?.driver,
      release: declared?.release === undefined ? undefined : releaseText(declared.release),
    }),
    does,
    why: whyOf(does, "evidence" in verdict ? verdict.evidence.source : verdict.unknown, advertises),
    notes: entry?.notes ?? "",
    restores: restoresText(entry, does),
    from: [
      ...read,
      ...(declared === undefined ? [] : [declaredIn(cloud)]),
      ...(entry === undefined ? [] : [knowledgeBase(entry)]),
    ],
  };
}

const releaseText = (major: number): string =>
  releaseName(major) === String(major) ? String(major) : `${releaseName(major)} (${major})`;

function whyOf(does: BackEnd["does"], source: string, advertises: boolean | undefined): string {
  if (does === "loops" && advertises === true)
    return `claims the capability and takes the volumes one after another all the same (${source})`;
  if (does === "loops")
    return `takes the volumes one after another, whatever the group type says, and Cinder's answer looks the same (${source})`;
  if (does === "atomic" && advertises === false)
    return `cuts a consistent group at one moment (${source}), but does not report the capability: a volume type that asks for it is never placed here`;
  if (does === "atomic") return `cuts a group of a consistent group type at one moment (${source})`;
  return source;
}

function restoresText(
  entry: ReturnType<typeof findDrivers>[number] | undefined,
  does: BackEnd["does"],
): string {
  if (does === "loops") return "one volume per member snapshot, or the whole group";
  if (entry === undefined) return "not known";
  const { usableAlone, groupRestore } = restoreFacts(entry);
  if (usableAlone && groupRestore) return "one volume per member snapshot, or the whole group";
  if (usableAlone) return "one volume per member snapshot only: its group restore always fails";
  return groupRestore
    ? "the whole group only: it does not find a single member"
    : "neither members nor the group are known to restore";
}

/** Keys that are there only with a value. */
function given<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { [K in keyof T]?: string } {
  const kept: { [K in keyof T]?: string } = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
