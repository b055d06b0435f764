import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";

const script = fileURLToPath(new URL("../../playground/demo.ts", import.meta.url));

/** The demo as a process, once it has said something that fits. */
async function startDemo(fits: RegExp) {
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (more: string) => {
      said += more;
    });
  await vi.waitFor(() => expect(said).toMatch(fits), { timeout: 60_000 });
  const find = (pattern: RegExp) => pattern.exec(said)?.[1] ?? "";
  return {
    child,
    ended,
    directory: find(/installation: (\S+)/),
    bot: Number(find(/ready .*\(process (\d+)\)/)),
  };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const interrupt = (child: ChildProcess): void => void child.kill("SIGINT");

it("takes the bot and its files along when it is interrupted", { timeout: 90_000 }, async () => {
  const { child, ended, directory, bot } = await startDemo(/snapshot starting/);
  expect([isAlive(bot), existsSync(directory)]).toEqual([true, true]);
  interrupt(child);
  expect(await ended).toBe(130);
  expect([isAlive(bot), existsSync(directory)]).toEqual([false, false]);
});

it("restore: ends with 0, approved by another person, its data verified, and nothing left", async () => {
  const child = spawn(process.execPath, [script, "restore"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(said).toMatch(/✓ approved by @approver/);
  expect(said).toMatch(/✓ data verified, and the RTO \d/);
  expect(said).toMatch(/✓ nothing of it is left/);
  expect(said).toMatch(/All \d+ promises were kept \(simulated/);
  expect(status).toBe(0);
}, 90_000);

it("test: ends with 0, one passed, one failed, one inconclusive, one by schedule, and says where the charts are", async () => {
  const child = spawn(process.execPath, [script, "test"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  for (const verdict of [/PASSED$/m, /FAILED in checks$/m, /INCONCLUSIVE$/m])
    expect(said).toMatch(new RegExp(`✓ the message is headed: .*${verdict.source}`, "m"));
  expect(said).toMatch(/✓ measured: RTO [\d.]+ \S+, target 20 s/);
  expect(said).toMatch(/✓ told: Data RPO [\d.]+ /);
  const chart = /✓ its chart, as it was uploaded: (\S+\.png)/.exec(said)?.[1] ?? "";
  expect(existsSync(chart)).toBe(true);
  expect(said).toMatch(/All \d+ promises were kept \(simulated/);
  expect(status).toBe(0);
}, 240_000);
