import { appendFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { attach } from "./harness/attached.ts";
import { installRecoveryKit, type RecoveryKit } from "./harness/recovery-kit.ts";
import { hello } from "./harness/restored.ts";

const FILE = ".freezeframe-canary";
const HEAD = "freezeframe-canary 1 0123456789abcdef01234567 2 3\n";
const ID = "id=0123456789abcdef01234567 position=2 of=3";

let kit: RecoveryKit;
let folder: string;

beforeAll(async () => {
  kit = await installRecoveryKit();
  folder = await mkdtemp(join(tmpdir(), "ff-canary-file-"));
});

afterEach(() => kit.endAll());

afterAll(async () => {
  await rm(folder, { recursive: true });
  await kit?.[Symbol.asyncDispose]();
});

/** A line as the guest kit writes it: cycle n of one each 150 ms. */
function lineOf(n: number): string {
  const number = String(n).padStart(8, "0");
  const at = String(1_000 + n * 150).padStart(12, "0");
  return `${number} ${at} ${String(1_800_000_000_000 + n * 150).padStart(14, "0")} ${number}\n`;
}
const lines = (count: number) => Array.from({ length: count }, (_, at) => lineOf(at + 1)).join("");

/** What the kit says of a restored volume that was left like that. */
async function told(leave: (mount: string) => Promise<unknown>): Promise<string> {
  const image = join(folder, "image");
  const mount = join(folder, "mount");
  await rm(image, { force: true });
  await writeFile(image, "");
  await truncate(image, 32 * 1024 * 1024);
  await command("mkfs.ext4", "-q", "-F", image);
  await mkdir(mount, { recursive: true });
  await command("mount", "-o", "loop", image, mount);
  await leave(mount);
  await command("umount", mount);
  await using disk = await attach(image);
  const one = kit.serve();
  await one.say(hello(), "HELLO");
  await one.say(`FIND role=wal serial=${disk.volumeId}`, "FOUND");
  await one.say("MOUNT role=wal", "MOUNTED");
  const answer = await one.say("CANARY role=wal", "CANARY");
  await one.say("STOP", "STOPPED cause=ordered left=0");
  await one.say("BYE", "BYE");
  await one.exited;
  return answer;
}

const put = (text: string | Buffer) => (mount: string) => writeFile(join(mount, FILE), text);

it("tells the newest line and the time between those before it", async () => {
  expect(await told(put(HEAD + lines(4)))).toBe(
    `CANARY role=wal state=read ${ID} last=4 at=1600 wall=1800000000600 steps=150,150,150`,
  );
});

it("tells of a file without lines, and of none", async () => {
  expect(await told(put(HEAD))).toBe(`CANARY role=wal state=read ${ID} last=0`);
  expect(await told(async () => {})).toBe("CANARY role=wal state=none");
});

it("a line that was being written when the volume was cut does not count", async () => {
  expect(await told(put(`${HEAD}${lines(3)}${lineOf(4).slice(0, 30)}`))).toContain("last=3 ");
  expect(await told(put(Buffer.concat([Buffer.from(HEAD + lines(3)), Buffer.alloc(46)])))).toContain(
    "last=3 ",
  );
});

it("as many steps as one answer holds are told of a long one", async () => {
  const answer = await told(put(HEAD + lines(1_900)));
  expect(answer).toContain(" last=1900 ");
  expect(answer.split("steps=")[1]?.split(",")).toHaveLength(150);
  expect(answer.length).toBeLessThan(4_096);
});

it.each<[string, (mount: string) => Promise<unknown>, string]>([
  ["has a hole in the middle", put(`${HEAD}${lines(3)}${"?".repeat(45)}\n${lineOf(5)}`), "damaged"],
  ["skips a number", put(`${HEAD}${lines(3)}${lineOf(5)}${lineOf(6)}`), "damaged"],
  ["begins with something else", put(`root:x:0:0\n${lines(3)}`), "damaged"],
  ["is empty", put(""), "damaged"],
  ["is a link", (mount) => symlink("/etc/passwd", join(mount, FILE)), "none"],
  ["is a pipe", (mount) => command("mkfifo", join(mount, FILE)), "none"],
  ["is a folder", (mount) => mkdir(join(mount, FILE)), "none"],
])("a file that %s tells nothing", async (_, leave, state) => {
  expect(await told(leave)).toBe(`CANARY role=wal state=${state}`);
});

it("a file of any size is read in a moment", async () => {
  const answer = await told(async (mount) => {
    await put(HEAD + lines(3))(mount);
    await appendFile(join(mount, FILE), Buffer.alloc(20 * 1024 * 1024, "a"));
  });
  expect(answer).toContain(" last=3 ");
});
