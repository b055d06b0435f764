import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CanaryRequest, RunningCanary } from "#workflows/canary-port.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";

/** A bot whose manifest of orders-db asks for a canary. */
async function watchedBot(
  change: readonly [from: string, to: string] = ["", ""],
  kit?: string,
): Promise<Bot> {
  const world = await newWorld();
  if (kit !== undefined) await world.control.guestFault("orders-db-1", { kind: "kit", version: kit });
  const file = join(world.directory, "manifests", "orders-db.yml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("quiesce:\n", "quiesce:\n  canary: true\n").replace(...change));
  return startBot(world);
}

const evidenceOf = async ({ ports }: Bot, point = "") => (await ports.records.point(point))?.evidence;

/** Guests whose canaries are only written down, with what happened meanwhile. */
function recorded(bot: Bot): string[] {
  const happened: string[] = [];
  const { guests } = bot.ports;
  const open = guests.open;
  guests.open = async (request, signal) => {
    const hold = await open(request, signal);
    const { arm, thaw } = hold;
    hold.arm = (...given) => {
      happened.push("arm");
      return arm(...given);
    };
    hold.thaw = () => {
      happened.push("thaw");
      return thaw();
    };
    return hold;
  };
  guests.canary = (request: CanaryRequest): RunningCanary => {
    happened.push(`start ${request.id.length} ${request.volumes.map(({ role }) => role).join(" ")}`);
    return {
      ready: Promise.resolve().then(() => void happened.push("ready")),
      stop: async () => {
        happened.push("stop");
        return { writers: [], problems: ["none here"] };
      },
      [Symbol.asyncDispose]: async () => void happened.push("gone"),
    };
  };
  return happened;
}

test("a canary writes from before the freeze until after the thaw, and its story is evidence", async () => {
  const bot = await watchedBot();
  const happened = recorded(bot);
  const result = await bot.snapshot("orders-db");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
  expect(happened).toEqual(["start 24 wal data config", "ready", "arm", "thaw", "stop", "gone"]);
  const evidence = await evidenceOf(bot, result.point);
  expect(evidence?.canary).toEqual({
    id: evidence?.hold?.token,
    covered: true,
    writers: [],
    problems: ["none here"],
  });
});

test("a cut without a freeze has one too", async () => {
  const bot = await watchedBot(["policy: require", "policy: skip"]);
  const happened = recorded(bot);
  const result = await bot.snapshot("orders-db");
  expect(happened).toEqual(["start 24 wal data config", "ready", "stop", "gone"]);
  expect((await evidenceOf(bot, result.point))?.canary).toMatchObject({ covered: true });
});

test("guests whose kit knows no canary: the snapshot is what it would be without one", async () => {
  const bot = await watchedBot(["", ""], "1.1.0");
  const result = await bot.snapshot("orders-db");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, problems: [] });
  expect((await evidenceOf(bot, result.point))?.canary).toMatchObject({
    writers: [],
    problems: [expect.stringContaining("knows no canary (since 1.2.0)")],
  });
});

test("where the manifest asks for none there is none", async () => {
  const bot = await startBot(await newWorld());
  const happened = recorded(bot);
  const { point } = await bot.snapshot("orders-db");
  expect(happened).toEqual(["arm", "thaw"]);
  expect((await evidenceOf(bot, point))?.canary).toBeUndefined();
});
