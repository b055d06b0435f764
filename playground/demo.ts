import { runBot } from "./demo/bot.ts";
import { observe } from "./demo/observe.ts";
import { type Played, remembered } from "./demo/remembered.ts";
import { type Promised, type Scene, scenes } from "./demo/scenes.ts";
import { tellAnswer, tellEnd, tellMemory, tellOpening, tellPromises, tellScene } from "./demo/tell.ts";
import { startWorld, type World } from "./world.ts";

/** `npm run demo`: the main job on a simulated cloud. Ends with 0 only when every promise was seen to be kept. */
async function demo(): Promise<number> {
  const start = performance.now();
  await using world = await startWorld({ writeEveryMs: 15, memberMs: 150 });
  tellOpening(world.directory);
  const played: Played[] = [];
  const promises: Promised[] = [];
  for (const [index, scene] of scenes.entries()) {
    const shown = await play(world, index + 1, scene);
    played.push({ scene, groupSnapshotId: shown.groupSnapshotId });
    promises.push(...shown.promises);
  }
  tellMemory();
  const memory = await remembered(world.config, played);
  tellPromises(memory);
  promises.push(...memory);
  const broken = promises.filter(({ kept }) => !kept).length;
  tellEnd(broken, promises.length, (performance.now() - start) / 1_000);
  return broken === 0 ? 0 : 1;
}

interface Shown {
  readonly promises: readonly Promised[];
  readonly groupSnapshotId: string | undefined;
}

async function play(world: World, number: number, scene: Scene): Promise<Shown> {
  await scene.prepare?.(world);
  const application = world.applications.find(({ name }) => name === scene.application);
  if (application === undefined) throw new Error(`no application ${scene.application}`);
  const since = (await world.control.events()).length;
  tellScene(number, scene, `freezeframe snapshot ${scene.application} --reason demo`);
  const answer = await runBot(world.config, ["snapshot", scene.application, "--reason", "demo"]);
  tellAnswer(answer.output);
  const observation = await observe(world, application, since);
  const promises = scene.promises.map((promise) => promise({ ...observation, answer }));
  tellPromises(promises, "Looked at from outside (simulated disks and guests):");
  return { promises, groupSnapshotId: observation.groupSnapshot?.id };
}

process.exitCode = await demo();
