import { setTimeout as delay } from "node:timers/promises";
import type { SimulatedApplication } from "../applications.ts";
import type { SimulatedGroupSnapshot } from "../control-client.ts";
import type { WorldEvent } from "../events.ts";
import type { Verdict } from "../torn.ts";
import type { World } from "../world.ts";

/** What was seen of one run from outside: in the simulated disks and guests, never in what the bot says. */
export interface Observation {
  /** The group snapshots that were made meanwhile, oldest first. */
  readonly groupSnapshots: readonly SimulatedGroupSnapshot[];
  /** What the last of them holds. */
  readonly verdict: Verdict | undefined;
  /** How long the longest-frozen mount stood, ms; undefined: nothing was frozen. */
  readonly frozenMs: number | undefined;
  /** Every copy was made while every mount of the application was frozen. */
  readonly cutInsideFreeze: boolean;
  /** Mounts that stood frozen while some copy was made. */
  readonly frozenAtCut: readonly string[];
  readonly stillFrozen: readonly string[];
  readonly writerGoesOn: boolean;
}

/** Looks at everything that happened to an application since `since` (an event count). */
export async function observe(
  world: World,
  application: SimulatedApplication,
  since: number,
): Promise<Observation> {
  const writerGoesOn = await goesOn(world, application.name);
  const events = (await world.control.events()).slice(since);
  const all = await world.control.groupSnapshots();
  const groupSnapshots = events
    .filter((event) => event.what === "group-snapshot")
    .flatMap((event) => all.filter(({ id }) => id === event.id));
  const groupSnapshot = groupSnapshots.at(-1);
  const freezes = application.volumes.map((volume) => freezeOf(events, volume));
  const copies = events.filter(
    (event) =>
      event.what === "copied" && (event.groupSnapshot === groupSnapshot?.id || groupSnapshot === undefined),
  );
  return {
    groupSnapshots,
    verdict: groupSnapshot === undefined ? undefined : await world.judge(application.name, groupSnapshot.id),
    frozenMs: longest(freezes),
    cutInsideFreeze:
      copies.length > 0 && copies.every(({ at }) => freezes.every((freeze) => covers(freeze, at))),
    frozenAtCut: application.volumes
      .filter((_, index) => copies.some(({ at }) => covers(freezes[index], at)))
      .map(({ mount }) => mount),
    stillFrozen: application.volumes
      .filter((_, index) => freezes[index]?.to === Infinity)
      .map(({ mount }) => mount),
    writerGoesOn,
  };
}

/** Whether another round of writes is acknowledged within two seconds. */
export async function goesOn(world: World, application: string): Promise<boolean> {
  const wanted = world.acknowledged(application) + 5;
  const end = performance.now() + 2_000;
  while (performance.now() < end && world.acknowledged(application) < wanted) await delay(10);
  return world.acknowledged(application) >= wanted;
}

interface Freeze {
  readonly from: number;
  /** Infinity: it was not thawed. */
  readonly to: number;
}

function freezeOf(
  events: readonly WorldEvent[],
  { server, mount }: { readonly server: string; readonly mount: string },
): Freeze | undefined {
  const here = events.filter((event) => event.server === server && event.mount === mount);
  const from = here.findLast((event) => event.what === "frozen")?.at;
  if (from === undefined) return undefined;
  return { from, to: here.find((event) => event.what === "thawed" && event.at >= from)?.at ?? Infinity };
}

const covers = (freeze: Freeze | undefined, at: number): boolean =>
  freeze !== undefined && freeze.from <= at && at <= freeze.to;

function longest(freezes: readonly (Freeze | undefined)[]): number | undefined {
  const lengths = freezes.flatMap((freeze) => (freeze === undefined ? [] : [freeze.to - freeze.from]));
  return lengths.length === 0 ? undefined : Math.round(Math.max(...lengths));
}
