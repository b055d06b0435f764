import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian's openstacksdk is there, or is installed now. Undefined: it is; else why not, and what to do. */
export async function withoutOpenstacksdk(): Promise<string | undefined> {
  if (await isThere()) return undefined;
  if (process.getuid?.() !== 0)
    return "the bench needs Debian's openstacksdk, and may not install it: apt-get install python3-openstacksdk";
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["-qq", "install", "--no-install-recommends", "-y", "python3-openstacksdk"], { env });
  return (await isThere())
    ? undefined
    : "python3-openstacksdk was installed, and /usr/bin/python3 has no openstack";
}

const isThere = (): Promise<boolean> =>
  run("/usr/bin/python3", ["-c", "import openstack"]).then(
    () => true,
    () => false,
  );
