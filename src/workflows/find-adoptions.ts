import type { Adoption, AdoptionPlan } from "#domain/adopt/adoption.ts";
import { type FoundSet, judgeSet, type Shown } from "#domain/adopt/judge-set.ts";
import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { parseGroupSnapshotName } from "#domain/naming.ts";
import type { StampedSet } from "./adopt-ports.ts";
import type { CloudPort } from "./cloud-port.ts";
import type { Ports } from "./ports.ts";
import { preflight } from "./preflight.ts";

export interface AdoptionSearch {
  /** Every manifest. */
  readonly applications: readonly Application[];
  /** Looked at when no application is named; a point may have no manifest any more. */
  readonly clouds: readonly string[];
  /** Undefined: points of all of them, also of such as have no manifest any more. */
  readonly application?: string | undefined;
  /** Slack id of whoever has them adopted. */
  readonly by: string;
  /** A run that goes on records its point itself. */
  readonly isLive: (runId: string) => Promise<boolean>;
}

/** So many sets are looked at at once. */
const AT_ONCE = 8;

/**
 * Every group snapshot with our stamps on its members that the store does not know, in all clouds, and what can be made
 * of each. Changes nothing. Throws for a cloud that does not answer.
 */
export async function findAdoptions(
  search: AdoptionSearch,
  ports: Ports,
  signal: AbortSignal,
): Promise<AdoptionPlan> {
  const looking = { search, ports, shownOf: createShown(search, ports, signal), signal };
  const found: Adoption[] = [];
  // Two entries of config may lead to one project.
  const seen = new Set<string>();
  let known = 0;
  for (const cloud of cloudsOf(search, ports)) {
    let batch: StampedSet[] = [];
    const settle = async () => {
      const judged = await Promise.all(batch.map((set) => lookAt(set, cloud, looking)));
      known += judged.filter((one) => one === "known").length;
      found.push(...judged.filter((one) => one !== "known" && one !== undefined));
      batch = [];
    };
    for await (const set of cloud.stampedSets(ports.instance, signal)) {
      if (seen.has(set.groupSnapshotId)) continue;
      seen.add(set.groupSnapshotId);
      batch.push(set);
      if (batch.length === AT_ONCE) await settle();
    }
    await settle();
  }
  return { found: found.sort(adoptedFirst), known };
}

const adoptedFirst = (a: Adoption, b: Adoption): number =>
  takenAt(b) - takenAt(a) || (a.name < b.name ? -1 : 1);
const takenAt = (one: Adoption): number => (one.verdict === "adopt" ? one.point.createdAt : 0);

function cloudsOf({ applications, application, clouds }: AdoptionSearch, ports: Ports): CloudPort[] {
  const named = applications.filter((one) => application === undefined || one.application === application);
  const names = new Set([...named.map(({ cloud }) => cloud), ...(application === undefined ? clouds : [])]);
  return [...names].map((name) => ports.cloud(name));
}

interface Looking {
  readonly search: AdoptionSearch;
  readonly ports: Ports;
  readonly shownOf: (application: string) => Promise<Shown | undefined>;
  readonly signal: AbortSignal;
}

/** Undefined: it is gone, of another application, or of a run that goes on. */
async function lookAt(
  { groupSnapshotId, point }: StampedSet,
  cloud: CloudPort,
  { search, ports, shownOf, signal }: Looking,
): Promise<Adoption | "known" | undefined> {
  const kept = await ports.records.point(point);
  if (kept?.groupSnapshotId === groupSnapshotId) return "known";
  const found = await readSet(groupSnapshotId, cloud, signal);
  if (found === undefined) return undefined;
  const name = parseGroupSnapshotName(found.set.name);
  if (search.application !== undefined && name?.application !== search.application) return undefined;
  if (name !== undefined && (await search.isLive(name.runId))) return undefined;
  const judging = { instance: ports.instance, sign: ports.sign, by: search.by, at: ports.clock.now() };
  const judged = judgeSet(found, judging);
  if (judged.verdict === "refused") return judged;
  const same = await ports.records.point(judged.point.id);
  if (same !== undefined) return same.groupSnapshotId === groupSnapshotId ? "known" : twice(judged);
  if (judged.restsOn === "stamps") return judged;
  return judgeSet(found, { ...judging, shown: await shownOf(judged.application) });
}

const twice = ({ verdict: _, ...about }: Adoption): Adoption => ({
  cloud: about.cloud,
  groupSnapshotId: about.groupSnapshotId,
  name: about.name,
  application: about.application,
  verdict: "refused",
  why: ["the store has a point of this id that is another group snapshot"],
  next: `cinder group-snapshot-show ${about.groupSnapshotId}`,
});

async function readSet(id: string, cloud: CloudPort, signal: AbortSignal): Promise<FoundSet | undefined> {
  const set = await cloud.showGroupSnapshot(id, signal);
  if (set === undefined) return undefined;
  const volumes = await cloud.volumesOfGroup(set.groupId, signal);
  const members = await cloud.membersOf(
    id,
    volumes.map((volume) => volume.id),
    signal,
  );
  return { cloud: cloud.name, set, members };
}

/** What Cinder shows of an application, asked once and only where it is needed. Undefined: it has no manifest, or cannot be found. */
function createShown(
  { applications }: AdoptionSearch,
  ports: Ports,
  signal: AbortSignal,
): Looking["shownOf"] {
  const asked = new Map<string, Promise<Shown | undefined>>();
  const ask = async (name: string): Promise<Shown | undefined> => {
    const manifest = applications.find(({ application }) => application === name);
    if (manifest === undefined) return undefined;
    try {
      return (await preflight(manifest, ports, signal)).target;
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof DomainError) return undefined;
      throw cause;
    }
  };
  return (name) => {
    const known = asked.get(name) ?? ask(name);
    asked.set(name, known);
    return known;
  };
}
