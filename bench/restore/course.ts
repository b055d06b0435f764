import { randomBytes } from "node:crypto";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { expectStatus } from "../../test/lab/harness/open-stack.ts";
import { makeServer } from "../../test/lab/harness/recovery-server.ts";
import { makeGroup } from "../../test/lab/harness/scratch-group.ts";
import { until } from "../../test/lab/harness/until.ts";

/** What is restored: so many volumes, as the back end's drivers are restored. */
export const courses = {
  "3 volumes": { size: 3, how: "volumes", groupType: "plain", volumeType: "generic" },
  "20 volumes": { size: 20, how: "volumes", groupType: "plain", volumeType: "generic" },
  "group of 3": { size: 3, how: "group", groupType: "consistent", volumeType: "atomic" },
  "group of 20": { size: 20, how: "group", groupType: "consistent", volumeType: "atomic" },
} as const;
export type CourseName = keyof typeof courses;

/** A scratch group on the lab, and the server that its copies are attached to. No guest runs in the server. */
export interface Course extends AsyncDisposable {
  readonly name: CourseName;
  readonly how: "volumes" | "group";
  readonly groupId: string;
  readonly groupName: string;
  readonly volumeType: string;
  /** In the order in which they are to be attached. */
  readonly volumes: readonly { readonly role: string; readonly id: string; readonly name: string }[];
  readonly server: { readonly id: string; readonly name: string };
}

export async function layOut(lab: Lab, name: CourseName): Promise<Course> {
  const { size, how, groupType, volumeType } = courses[name];
  await using stack = new AsyncDisposableStack();
  const id = randomBytes(3).toString("hex");
  const server = stack.use(await makeServer(lab, `bench-${id}`, { "freezeframe:recovery": "yes" }));
  const roles = Array.from({ length: size }, (_, index) => `disk${String(index + 1).padStart(2, "0")}`);
  const group = stack.use(await makeGroup(lab, { groupType, volumeType, roles }));
  const owned = stack.move();
  return {
    name,
    how,
    groupId: group.id,
    groupName: group.name,
    volumeType,
    volumes: group.volumes.map(({ role, id, name }) => ({ role, id, name })),
    server: { id: server.id, name: server.name },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is to be restored, as somebody who has looked it up: nobody has to search for it while the clock runs. */
export interface Wanted {
  readonly groupSnapshotId: string;
  readonly members: readonly {
    readonly role: string;
    readonly snapshotId: string;
    /** GiB */
    readonly size: number;
  }[];
}

/** The members of a group snapshot, in the course's order. */
export async function wantedOf(lab: Lab, course: Course, groupSnapshotId: string): Promise<Wanted> {
  const snapshots = await listed(lab, "snapshots");
  const members = course.volumes.map(({ role, id }) => {
    const found = snapshots.find(
      (one: { volume_id: string; group_snapshot_id: string }) =>
        one.volume_id === id && one.group_snapshot_id === groupSnapshotId,
    );
    return { role, snapshotId: found.id as string, size: found.size as number };
  });
  return { groupSnapshotId, members };
}

interface Seen {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly snapshot_id: string | null;
  readonly group_id: string | null;
  readonly attachments: readonly { readonly server_id: string; readonly device: string }[];
}

/** All of the project. While somebody deletes a group, Cinder answers 404 for a list of volumes. */
const listed = (lab: Lab, kind: "volumes" | "snapshots" | "groups") =>
  until(`a list of ${kind}`, async () => {
    const { status, body } = await lab.bot.cinder("GET", `/${kind}/detail`);
    return status === 404 ? undefined : expectStatus({ status, body }, 200)[kind];
  });

async function copiesOf(lab: Lab, { members }: Wanted): Promise<Seen[]> {
  const volumes = await listed(lab, "volumes");
  return volumes.filter((one: Seen) => members.some(({ snapshotId }) => snapshotId === one.snapshot_id));
}

/**
 * Looks, as nobody's friend, whether a contestant did what was asked: a copy of each member, named by its role, in use on
 * the server alone, the devices in the order of the roles. Throws with what is not so.
 */
export async function inspect(lab: Lab, course: Course, wanted: Wanted): Promise<void> {
  const copies = await copiesOf(lab, wanted);
  const inOrder = wanted.members.map(({ role, snapshotId }) => {
    const [copy, ...more] = copies.filter((one) => one.snapshot_id === snapshotId);
    if (copy === undefined || more.length > 0) throw new Error(`${role}: ${more.length} copies too many`);
    const [attachment, ...others] = copy.attachments;
    if (copy.status !== "in-use" || attachment?.server_id !== course.server.id || others.length > 0)
      throw new Error(`${role}: its copy ${copy.id} is ${copy.status}, ${JSON.stringify(copy.attachments)}`);
    if (copy.name?.endsWith(role) !== true)
      throw new Error(`${role}: its copy ${copy.id} is named ${copy.name}`);
    return attachment.device;
  });
  const sorted = inOrder.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (inOrder.join() !== sorted.join()) throw new Error(`attached out of order: ${inOrder.join(", ")}`);
}

/** Takes away whatever copies are there, and waits until they are gone. */
export async function sweep(lab: Lab, course: Course, wanted: Wanted): Promise<void> {
  const doomed = new Set<string>();
  await until(
    "copies gone",
    async () => {
      const copies = await copiesOf(lab, wanted);
      const groups = await listed(lab, "groups");
      const made = groups.filter(
        (one: { group_snapshot_id: string | null }) => one.group_snapshot_id === wanted.groupSnapshotId,
      );
      if (copies.length === 0 && made.length === 0) return true;
      const attachments = `/servers/${course.server.id}/os-volume_attachments`;
      for (const { id, status, group_id } of copies) {
        if (status === "in-use") await lab.bot.nova("DELETE", `${attachments}/${id}`);
        else if ((status === "available" || status === "error") && group_id === null && !doomed.has(id)) {
          await lab.bot.cinder("DELETE", `/volumes/${id}`);
          doomed.add(id);
        }
      }
      for (const { id, status } of made) {
        const free = copies.every((one) => one.group_id !== id || one.status === "available");
        if (!free || status === "deleting") continue;
        await lab.bot.cinder("POST", `/groups/${id}/action`, { delete: { "delete-volumes": true } });
      }
      return undefined;
    },
    180_000,
    500,
  );
}
