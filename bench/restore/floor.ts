import { setTimeout as wait } from "node:timers/promises";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { type BareRest, bareRest } from "../contestants/bare-rest.ts";
import { newToken } from "../lab-user.ts";
import type { Took } from "./contestant.ts";
import type { Course, Wanted } from "./course.ts";

const POLL_MS = 10;

/**
 * What cannot be beaten: the requests alone, as many at once as may be. It reads once what a plan needs, makes, waits,
 * names and attaches. No second plan, no proof, no record, no retry; whatever goes wrong ends the bench.
 */
export async function floor(lab: Lab, course: Course, wanted: Wanted, name: string): Promise<Took> {
  const { token, cinder, nova } = await newToken(lab.cloudsFile);
  using rest = bareRest({ cinder, nova }, token);
  // Token and services are warm: nobody's first request is counted.
  await Promise.all([
    rest.call("cinder", "GET", "/volumes?limit=1"),
    rest.call("nova", "GET", "/servers?limit=1"),
  ]);
  const begin = performance.now();
  await readOnce(rest, course, wanted);
  const planned = performance.now();
  const made =
    course.how === "group"
      ? await makeGroup(rest, wanted, name)
      : await makeVolumes(rest, course, wanted, name);
  const created = performance.now();
  const path = `/servers/${course.server.id}/os-volume_attachments`;
  // One after another: Nova chooses the device when it takes the request.
  for (const volumeId of made) await rest.call("nova", "POST", path, { volumeAttachment: { volumeId } });
  for (const id of made) await status(rest, `/volumes/${id}`, "volume", "in-use");
  const end = performance.now();
  return {
    ms: end - begin,
    phases: { plan: planned - begin, create: created - planned, attach: end - created },
  };
}

/** The reads of one plan. */
async function readOnce(
  rest: BareRest,
  { groupId, server }: Course,
  { groupSnapshotId }: Wanted,
): Promise<void> {
  await Promise.all([
    rest.call("cinder", "GET", `/group_snapshots/${groupSnapshotId}`),
    rest.call("cinder", "GET", "/snapshots/detail"),
    rest.call("cinder", "GET", `/volumes/detail?group_id=${groupId}`),
    rest.call("nova", "GET", `/servers/detail?name=${encodeURIComponent(`^${server.name}$`)}`),
  ]);
}

async function makeVolumes(rest: BareRest, course: Course, wanted: Wanted, name: string): Promise<string[]> {
  const ids = await Promise.all(
    wanted.members.map(async ({ role, snapshotId, size }) => {
      const volume = {
        name: `${name}/${role}`,
        snapshot_id: snapshotId,
        size,
        volume_type: course.volumeType,
        metadata: { "bench:run": name },
      };
      const created = await rest.call("cinder", "POST", "/volumes", { volume });
      return created.volume.id as string;
    }),
  );
  for (const id of ids) await status(rest, `/volumes/${id}`, "volume", "available");
  return ids;
}

async function makeGroup(
  rest: BareRest,
  { groupSnapshotId, members }: Wanted,
  name: string,
): Promise<string[]> {
  const { group } = await rest.call("cinder", "POST", "/groups/action", {
    "create-from-src": { name, group_snapshot_id: groupSnapshotId },
  });
  await status(rest, `/groups/${group.id}`, "group", "available");
  const { volumes } = await rest.call("cinder", "GET", `/volumes/detail?group_id=${group.id}`);
  return Promise.all(
    members.map(async ({ role, snapshotId }) => {
      const { id } = volumes.find((one: { snapshot_id: string }) => one.snapshot_id === snapshotId);
      const volume = { name: `${name}/${role}`, metadata: { "bench:run": name } };
      await rest.call("cinder", "PUT", `/volumes/${id}`, { volume });
      return id as string;
    }),
  );
}

async function status(rest: BareRest, path: string, kind: string, hoped: string): Promise<void> {
  for (;;) {
    const seen = (await rest.call("cinder", "GET", path))[kind].status;
    if (seen === hoped) return;
    if (!["creating", "available", "reserved", "attaching"].includes(seen))
      throw new Error(`${path} is ${seen}`);
    await wait(POLL_MS);
  }
}
