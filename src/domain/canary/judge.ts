import { longestRead, seesFromMs, type Tear, tearOf } from "./order.ts";
import type { CanaryReading, WrittenLines } from "./reading.ts";
import type { CanaryRun, CanaryWriter } from "./run.ts";

/** What a canary tells of a cut. It may revoke; it never proves. */
export interface CanaryFinding {
  readonly result: "no tear found" | "torn" | "not run";
  /** `no tear found (would see >= 0.4 s)`, `torn (0.9–1.3 s)` or `not run`, and what has to be said with it. */
  readonly text: string;
  /** Everything that was on disk before this is on every volume that it watched, epoch ms by the guests' clocks. */
  readonly asOf?: number;
}

/** What is known of the canary of one point. */
export interface CanarySeen {
  /** Absent: the manifest did not ask for one. */
  readonly run: CanaryRun | undefined;
  /** Absent: the restored volumes were not asked. */
  readonly readings: readonly CanaryReading[] | undefined;
  /** The freeze of this point was verified: nothing was written between the cuts, by the canary neither. */
  readonly frozen: boolean;
}

interface Watched {
  readonly writer: CanaryWriter;
  readonly volumes: readonly WrittenLines[];
}

/** Pure. Volumes of different servers have different writers: nothing is said of one against the other. */
export function judgeCanary({ run, readings, frozen }: CanarySeen): CanaryFinding {
  if (run === undefined) return { result: "not run", text: "not run" };
  if (readings === undefined) return notRun("the restored volumes were not asked");
  const watched = run.writers.map((writer) => ({ writer, volumes: linesOf(writer, run.id, readings) }));
  const wall = watched.flatMap(({ volumes }) => volumes.map((volume) => volume.wall));
  const dated = wall.length === 0 ? {} : { asOf: Math.min(...wall) };
  const pairs = watched.filter(({ volumes }) => volumes.length > 1);
  const torn = pairs.flatMap((one) => tearOf(one.volumes, cycleMs(one, frozen)) ?? []);
  if (torn.length > 0) return { result: "torn", text: `torn (${rangeOf(torn)})`, ...dated };
  // A tear that is seen is one, whatever else is missing; none that is seen says nothing without the rest.
  if (!run.covered) return { ...notRun("it ended before the group snapshot was available"), ...dated };
  if (pairs.length === 0) return { ...notRun(whyNone(run, readings)), ...dated };
  const from = Math.max(...pairs.map((one) => seesFrom(one, frozen)));
  const text = `no tear found (would see >= ${upTo(from)} s)${frozen ? FROZEN : ""}${unwatched(run, pairs)}`;
  return { result: "no tear found", text, ...dated };
}

const FROZEN = "; the freeze covered these volumes, which says nothing about the back end";

const notRun = (why: string): CanaryFinding => ({ result: "not run", text: `not run (${why})` });

/** The volumes of one writer that carry lines of this very cut, each from its place in the order. */
const linesOf = (
  { roles }: CanaryWriter,
  id: string,
  readings: readonly CanaryReading[],
): readonly WrittenLines[] =>
  readings.flatMap((one) => {
    if (one.state !== "read" || one.id !== id || one.last < 1 || !roles.includes(one.role)) return [];
    if (one.of !== roles.length || roles[one.position - 1] !== one.role) return [];
    const { at, wall } = one;
    return at === undefined || wall === undefined ? [] : [{ ...one, at, wall }];
  });

/** A freeze holds the writer up too: then only the cycles before it tell how fast it is. */
const cycleMs = ({ writer, volumes }: Watched, frozen: boolean): number =>
  frozen ? longestRead(volumes) : Math.max(writer.longestMs, longestRead(volumes));

function seesFrom(one: Watched, frozen: boolean): number {
  const cycle = cycleMs(one, frozen);
  return seesFromMs(cycle, frozen ? cycle : one.writer.writingMs);
}

function whyNone({ problems, writers }: CanaryRun, readings: readonly CanaryReading[]): string {
  const [problem] = problems;
  if (problem !== undefined) return problem;
  if (writers.every(({ roles }) => roles.length < 2)) return "one file system: there is no order to tear";
  const unread = readings.flatMap(({ role, state }) => (state === "read" ? [] : [`${state} on ${role}`]));
  return unread.length === 0 ? "its lines of this cut were not found" : `its lines: ${unread.join(", ")}`;
}

/** Volumes that a writer wrote to and that could not be compared, and guests without one. */
function unwatched({ writers, problems }: CanaryRun, pairs: readonly Watched[]): string {
  const compared = new Set(pairs.flatMap(({ volumes }) => volumes.map(({ role }) => role)));
  const roles = writers.flatMap((writer) => writer.roles).filter((role) => !compared.has(role));
  const left = [...(roles.length === 0 ? [] : [`not compared: ${roles.join(", ")}`]), ...problems];
  return left.length === 0 ? "" : `; ${left.join("; ")}`;
}

function rangeOf(torn: readonly Tear[]): string {
  const least = Math.max(...torn.map(({ leastMs }) => leastMs));
  const most = Math.max(...torn.map(({ mostMs }) => mostMs));
  return `${(Math.floor(least / 100) / 10).toFixed(1)}–${upTo(most)} s`;
}

/** Never less than was computed. */
const upTo = (ms: number): string => (Math.ceil(ms / 100) / 10).toFixed(1);
