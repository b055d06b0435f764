import type { Lab } from "../lab.ts";
import { expectStatus } from "../open-stack.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/** A group that Cinder refuses to make keeps a unit of quota for ever (cinder/group/api.py, create_from_src). */
export async function driftQuota({ lab }: DebrisHouse, failedSet: string): Promise<void> {
  const request = { "create-from-src": { group_snapshot_id: failedSet, name: "refused" } };
  expectStatus(await lab.bot.cinder("POST", "/groups/action", request), 400);
}

/** What of the project's quota is off, as an observer counts it. */
export async function driftedQuota({ bot, admin }: Lab): Promise<Debris[]> {
  const path = `/os-quota-sets/${bot.projectId}?usage=true`;
  const { quota_set: told } = expectStatus(await admin.cinder("GET", path), 200);
  const list = async (what: string) => expectStatus(await bot.cinder("GET", `/${what}/detail`), 200)[what];
  const [volumes, snapshots, groups] = await Promise.all(["volumes", "snapshots", "groups"].map(list));
  const gib = (all: { size: number }[]) => all.reduce((sum, { size }) => sum + size, 0);
  // Where snapshots take no gigabytes (no_snapshot_gb_quota) volumes alone count: nobody but an operator can see which it is.
  const counted = {
    volumes: [volumes.length],
    snapshots: [snapshots.length],
    gigabytes: [gib(volumes) + gib(snapshots), gib(volumes)],
    groups: [groups.length],
  };
  return Object.entries(counted)
    .filter(([name, counts]) => !counts.includes(told[name].in_use))
    .map(([thing]) => ({ class: "quota drift", kind: "quota", thing, by: "administrator" }));
}
