import { fileURLToPath } from "node:url";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { run } from "../../test/lab/harness/run.ts";
import { rivalEnvironment } from "../lab-user.ts";
import type { Took } from "./contestant.ts";
import type { Course, Wanted } from "./course.ts";

const path = fileURLToPath(new URL("../rivals/restore.sh", import.meta.url));
const LIMIT_MS = 600_000;

/** What people write, given everything that it would have to look up. */
export async function script(lab: Lab, course: Course, wanted: Wanted, name: string): Promise<Took> {
  const members = wanted.members.map(({ role, snapshotId, size }) => `${role}=${snapshotId}=${size}`);
  const { groupSnapshotId } = wanted;
  const env = {
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    HOME: "/nonexistent",
    ...(await rivalEnvironment(lab.cloudsFile)),
  };
  const argv = [
    "bash",
    path,
    course.how,
    name,
    course.server.id,
    groupSnapshotId,
    course.volumeType,
    ...members,
  ];
  const begin = performance.now();
  const { code, stderr } = await run(argv, { env, limitMs: LIMIT_MS });
  const ms = performance.now() - begin;
  if (code !== 0) throw new Error(`restore.sh ended with status ${code}: ${stderr.slice(-500)}`);
  return { ms };
}
