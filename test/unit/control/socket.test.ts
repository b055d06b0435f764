import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLog } from "#support/log.ts";
import { version } from "#support/version.ts";
import { connectControl } from "#surfaces/control/client.ts";
import { createControlServer } from "#surfaces/control/server.ts";
import { actorOf, never, runningBot, temporaryDirectory } from "./running-bot.ts";
import { smallHouse } from "./small-house.ts";

const serverAt = (path: string) =>
  createControlServer({
    operations: smallHouse().operations,
    actorOf,
    path,
    log: createLog({ level: "silent" }),
  });

test("the socket is 0600 in a directory that is 0700, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    await using bot = await runningBot();
    expect(statSync(bot.path).mode & 0o777).toBe(0o600);
    expect(statSync(bot.path).isSocket()).toBe(true);
    expect(statSync(join(bot.path, "..")).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(before);
  }
});

test("a directory that others may enter is refused, and nothing is made in it", async () => {
  using directory = temporaryDirectory();
  chmodSync(directory.path, 0o750);
  const path = join(directory.path, "freezeframe.sock");
  await expect(serverAt(path).listen(never)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/control\.path.*has mode 750, expected 700/),
    next: expect.stringContaining(`chmod 700 ${directory.path}`),
  });
  expect(existsSync(path)).toBe(false);
});

test("the socket is gone after close, and can be opened again", async () => {
  await using bot = await runningBot();
  await bot.server.close();
  expect(existsSync(bot.path)).toBe(false);
  expect(await connectControl(bot.path, { user: "ops" })).toBeUndefined();
  await bot.server.close();
  const next = serverAt(bot.path);
  await next.listen(never);
  expect(await connectControl(bot.path, { user: "ops" })).toBeDefined();
  await next.close();
});

test("without a bot nobody is there: no socket, no directory, a plain file", async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, "plain");
  writeFileSync(file, "text");
  for (const path of [
    join(directory.path, "none"),
    join(directory.path, "no", "where"),
    file,
    join(file, "x"),
  ])
    expect(await connectControl(path, { user: "ops" })).toBeUndefined();
});

/** Listens, and is killed: its socket stays behind. */
async function leaveSocketBehind(path: string): Promise<void> {
  const script = `require("node:net").createServer().listen(process.argv[1], () => process.stdout.write("up"))`;
  const child = spawn(process.execPath, ["-e", script, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(statSync(path).isSocket()).toBe(true);
}

test("the socket of a bot that was killed is nobody's, and the next bot replaces it", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "freezeframe.sock");
  await leaveSocketBehind(path);
  expect(await connectControl(path, { user: "ops" })).toBeUndefined();
  const server = serverAt(path);
  await server.listen(never);
  expect(await connectControl(path, { user: "ops" })).toBeDefined();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await server.close();
});

test("a second bot is refused in words, and the first one goes on", async () => {
  await using bot = await runningBot();
  const second = serverAt(bot.path);
  await expect(second.listen(never)).rejects.toMatchObject({
    kind: "busy",
    message: `another Freezeframe listens at ${bot.path} already`,
  });
  await second.close();
  expect(await (await bot.as("ops")).operations.points("orders")).toHaveLength(1);
});

test("somebody who listens and says nothing is alive too: not replaced, and told to the asker", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "freezeframe.sock");
  const silent = createServer((socket) => void socket.on("error", () => undefined)).listen(path);
  await once(silent, "listening");
  await expect(serverAt(path).listen(never)).rejects.toMatchObject({ kind: "busy" });
  await expect(connectControl(path, { user: "ops", greetWithinMs: 50 })).rejects.toMatchObject({
    kind: "unreachable",
    message: `the bot at ${path} has not answered hello within 50 ms`,
  });
  silent.close();
});

test.each([
  ["a file", (path: string) => writeFileSync(path, "precious")],
  ["a directory", (path: string) => mkdirSync(path)],
  ["a link", (path: string) => symlinkSync("/nowhere", path)],
])("%s in the socket's place is refused and left alone", async (_what, make) => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "freezeframe.sock");
  make(path);
  await expect(serverAt(path).listen(never)).rejects.toMatchObject({
    kind: "refused",
    message: `control.path ${path} is there and is no socket`,
  });
});

test("a path of 107 bytes is taken; a longer one is refused by its key, counted in bytes", async () => {
  using directory = temporaryDirectory();
  const fill = (bytes: number) =>
    join(directory.path, "x".repeat(bytes - Buffer.byteLength(directory.path) - 1));
  const server = serverAt(fill(107));
  await server.listen(never);
  expect(await connectControl(fill(107), { user: "ops" })).toBeDefined();
  await server.close();
  const umlauts = join(directory.path, "ü".repeat(60));
  expect(umlauts.length).toBeLessThan(107);
  for (const path of [fill(108), umlauts]) {
    const refusal = {
      kind: "invalid-input",
      message: expect.stringMatching(/^control\.path is 1\d\d bytes long/),
    };
    await expect(serverAt(path).listen(never)).rejects.toMatchObject(refusal);
    await expect(connectControl(path, { user: "ops" })).rejects.toMatchObject(refusal);
  }
});

test("a command line of another version is refused by both sides, in words that name both", async () => {
  await using bot = await runningBot();
  const words = `this command line is version 9.9.9, but the bot that is running is version ${version}`;
  await expect(connectControl(bot.path, { user: "ops", version: "9.9.9" })).rejects.toMatchObject({
    kind: "refused",
    message: words,
    next: expect.stringContaining("restart the bot"),
  });
  await using newer = await runningBot({ version: "9.9.9" });
  await expect(newer.as("ops")).rejects.toMatchObject({
    message: `this command line is version ${version}, but the bot that is running is version 9.9.9`,
  });
});

test("the wait to listen ends when it is not wanted any more", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "freezeframe.sock");
  await leaveSocketBehind(path);
  const reason = new Error("stopped");
  await expect(serverAt(path).listen(AbortSignal.abort(reason))).rejects.toBe(reason);
});
