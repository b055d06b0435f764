import { mkdtemp, readdir, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { ApplicationDir, Document } from "./application-dir.ts";
import { startFreezeframe } from "./freezeframe.ts";
import type { Lab } from "./lab.ts";
import { attachedToRecovery, restoredThings } from "./restored-things.ts";
import { run } from "./run.ts";
import { type VerbAnswer, verb, verbAnswer } from "./verb.ts";

/** A query for the newest order, whose column has its zone. */
export const FRESHNESS = { kind: "freshness", database: "orders", sql: "select max(placed_at) from orders" };

/** Takes a point; what `evidence` tells of it. */
export async function takePoint(dir: ApplicationDir): Promise<Document> {
  const { result } = await verb(dir, "snapshot", dir.application);
  expect(result, "the snapshot that the test begins with").toMatchObject({ point: expect.any(String) });
  return pointNow(dir, result.point);
}

/** A point as it is kept now. */
export const pointNow = async (dir: ApplicationDir, id: string): Promise<Document> =>
  (await verb(dir, "evidence", id)).result;

/** `freezeframe test APP … --json`, to its end. */
export const restoreTest = async (dir: ApplicationDir, ...args: readonly string[]): Promise<VerbAnswer> =>
  verbAnswer(
    await startFreezeframe(["test", dir.application, ...args, "--json"], { dir, limitMs: 200_000 }).ended,
  );

/** What there is of volumes and their copies, as the back ends' own disk has it and as Cinder and Nova tell. */
export async function inventory(lab: Lab): Promise<Document> {
  const files = async (backend: string) =>
    (await readdir(join(lab.state, "backends", backend, "live"))).toSorted();
  return {
    atomic: await files("atomic"),
    generic: await files("generic"),
    attached: (await attachedToRecovery(lab)).toSorted(),
  };
}

/** The test says that nothing is left, and so do Cinder, Nova and the back ends' disk. */
export async function expectNothingOfIt(
  lab: Lab,
  dir: ApplicationDir,
  before: Document,
  report: Document,
): Promise<void> {
  expect(report.nothingLeft).toBe(true);
  expect(await restoredThings(lab, dir.instance)).toEqual([]);
  await expect.poll(() => inventory(lab), { timeout: 20_000, interval: 200 }).toEqual(before);
}

/** Nothing was learnt of the point: its label is what it was, to the letter. */
export async function expectInconclusive(
  dir: ApplicationDir,
  point: Document,
  { code, result }: VerbAnswer,
  stoppedIn: string,
  why: RegExp,
): Promise<void> {
  expect(result).toMatchObject({ verdict: "inconclusive", stoppedIn, flagged: [] });
  expect(result.reasons.join("\n")).toMatch(why);
  expect(result.headline).toMatch(/^inconclusive/);
  expect(result.rtoMs).toBeUndefined();
  expect(result.regraded).toBeUndefined();
  expect(code).toBe(4);
  expect((await pointNow(dir, point.id)).label).toEqual(point.label);
}

/** The disk said no: the point has no grade any more, and says in which phase. */
export async function expectFailed(
  dir: ApplicationDir,
  point: Document,
  { code, result }: VerbAnswer,
  phase: "recovery" | "checks",
): Promise<void> {
  expect(result).toMatchObject({
    verdict: "failed",
    stoppedIn: phase,
    restore: { reading: { saysNo: phase } },
  });
  expect(result.headline).toMatch(new RegExp(`^FAILED in ${phase}: `));
  expect(code).toBe(5);
  const { label } = await pointNow(dir, point.id);
  expect(label.grade).toBeUndefined();
  expect(label.text).toBe(`failed its restore test (${phase}): was grade ${point.label.grade}`);
}

/** Runs a shell script in the root of an image of this machine: `$1` is where it is mounted. */
export async function insideImage(image: string, script: string): Promise<void> {
  const at = await mkdtemp(join(tmpdir(), "freezeframe-image-"));
  const options = "loop,nosuid,nodev";
  const mounting = `mount -o ${options},nouuid "$0" "$1" 2>/dev/null || mount -o ${options} "$0" "$1"`;
  const whole = `set -e; ${mounting}; trap 'umount "$1"' EXIT; ${script}; sync -f "$1"`;
  const { code, stderr } = await run(["bash", "-c", whole, image, at]);
  await rmdir(at);
  if (code !== 0) throw new Error(`in ${image}: ${script}: ${stderr}`);
}
