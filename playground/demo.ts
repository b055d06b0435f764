import { startBot } from "./demo/bot.ts";
import { printDesign } from "./demo/design.ts";
import { failureManifest } from "./demo/failure-manifest.ts";
import { failureScenes } from "./demo/failure-scenes.ts";
import type { Promised } from "./demo/promises.ts";
import { remembered } from "./demo/remembered.ts";
import { restoreScenes } from "./demo/restore-scenes.ts";
import { scenes } from "./demo/scenes.ts";
import type { Scene, Stage } from "./demo/stage.ts";
import { stay } from "./demo/stay.ts";
import {
  tellAct,
  tellEnd,
  tellMemory,
  tellOpening,
  tellPromises,
  tellReady,
  tellScene,
  tellSlack,
} from "./demo/tell.ts";
import { testManifest } from "./demo/test-manifest.ts";
import { testScenes } from "./demo/test-scenes.ts";
import type { SimulatedSlack } from "./slack/simulated-slack.ts";
import { startWorld, type World } from "./world.ts";

/**
 * `npm run demo`: the main job from Slack, on a simulated cloud. Ends with 0 only when every promise was seen to be kept.
 * `restore` plays restores alone, `test` restore tests, `failure` a failed snapshot and a lost store, `design` prints a design;
 * `--stay` leaves everything running afterwards, to be tried by hand.
 */
async function demo(played: readonly Scene[], stays: boolean, interrupted: AbortSignal): Promise<number> {
  const start = performance.now();
  await using world = await startWorld({
    slack: "http",
    writeEveryMs: 15,
    memberMs: 150,
    // A minute, else: the demo has less.
    limits: { betweenExecutions: "0s" },
  });
  const slack = slackOf(world);
  // The bot is to be killed while Slack says that it is frozen: that needs more than the two seconds between two edits.
  await world.setManifest("orders-db", manifestFor(played));
  // Alone it has the time to be seen on its way: a message is edited every two seconds at most.
  if (played === restoreScenes) await world.control.recoveryFault({ kind: "slow", verb: "START", ms: 2_500 });
  tellOpening(world.directory);
  const stage: Stage = {
    world,
    slack,
    bot: await startBot(world.config, interrupted),
    say: tellAct,
    played: [],
    interrupted,
  };
  await using _bot = { [Symbol.asyncDispose]: () => stage.bot[Symbol.asyncDispose]() };
  tellReady(stage.bot);
  const stopTelling = tellSlack(slack);
  const promises = await Promise.race([play(stage, played), broken(interrupted)]);
  const failed = promises.filter(({ kept }) => !kept).length;
  tellEnd(failed, promises.length, (performance.now() - start) / 1_000);
  if (stays) await stay(stage, interrupted);
  stopTelling();
  return failed === 0 ? 0 : 1;
}

function manifestFor(played: readonly Scene[]) {
  if (played === testScenes) return testManifest(Date.now());
  return played === failureScenes ? failureManifest : { budget: "10s", top: { objectives: { rto: "15m" } } };
}

async function play(stage: Stage, played: readonly Scene[]): Promise<readonly Promised[]> {
  const promises: Promised[] = [];
  for (const [index, scene] of played.entries()) {
    tellScene(index + 1, scene);
    const found = await scene.play(stage);
    tellPromises(found, "Looked at from outside (Slack, simulated disks and guests):");
    promises.push(...found);
  }
  // A lost store remembers nothing of before; what it was given back has been looked at by then.
  if (played === failureScenes) return promises;
  tellMemory();
  const memory = await remembered(stage);
  tellPromises(memory);
  return [...promises, ...memory];
}

function slackOf({ slack }: World): SimulatedSlack {
  if (slack === undefined) throw new Error("the demo's world has no Slack");
  return slack;
}

const broken = (signal: AbortSignal): Promise<never> =>
  new Promise((_, failed) => {
    if (signal.aborted) failed(signal.reason);
    signal.addEventListener("abort", () => failed(signal.reason), { once: true });
  });

const chosen: ReadonlyMap<string | undefined, readonly Scene[]> = new Map([
  [undefined, scenes],
  ["restore", restoreScenes],
  ["test", testScenes],
  ["failure", failureScenes],
]);
const [what, ...more] = process.argv.slice(2).filter((argument) => argument !== "--stay");
const wanted = chosen.get(what);
if ((wanted === undefined && what !== "design") || more.length > 0) {
  process.stderr.write("usage: npm run demo [-- [restore | test | failure | design] [--stay]]\n");
  process.exit(2);
}

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)));

try {
  const status =
    wanted === undefined
      ? await printDesign(interrupt.signal)
      : await demo(wanted, process.argv.includes("--stay"), interrupt.signal);
  process.exit(status);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // A scene that was left may still wait for something.
  process.exit(interrupt.signal.aborted ? 130 : 1);
}
