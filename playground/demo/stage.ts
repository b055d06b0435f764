import type { SimulatedApplication } from "../applications.ts";
import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import type { World } from "../world.ts";
import type { Bot } from "./bot.ts";
import { observe } from "./observe.ts";
import type { Promised, Seen } from "./promises.ts";
import { ending, type Told } from "./told.ts";

/** What the scenes play on. */
export interface Stage {
  readonly world: World;
  readonly slack: SimulatedSlack;
  /** The one that runs now. */
  bot: Bot;
  /** Everything is to end. */
  readonly interrupted: AbortSignal;
  /** A line for the terminal: what a person does, or what happens behind the scenes. */
  readonly say: (kind: "types" | "does" | "happens", words: string, who?: string) => void;
  /** The group snapshots of each run that was played, and what its point must be worth. */
  readonly played: {
    readonly application: string;
    readonly groupSnapshotId: string | undefined;
    readonly grade: string | undefined;
  }[];
}

export interface Scene {
  readonly title: string;
  /** What is about to happen, in sentences. */
  readonly told: readonly string[];
  readonly play: (stage: Stage) => Promise<readonly Promised[]>;
}

export interface Asked {
  readonly application: string;
  readonly reason?: string;
  readonly channel?: string;
  /** What the recovery point must be worth; undefined: there must be none. */
  readonly grade: string | undefined;
}

/** Types the command, waits for the end in Slack, and looks at disks and guests. */
export async function takeSnapshot(stage: Stage, asked: Asked): Promise<Seen> {
  const since = (await stage.world.control.events()).length;
  const text = [asked.application, asked.reason].filter((word) => word !== undefined).join(" ");
  stage.say("types", `/ff snapshot ${text}`);
  const delivery = await stage.slack.command(`snapshot ${text}`, { channel: asked.channel ?? "C0STORAGE" });
  const wellDone = asked.grade === "A" || asked.grade === "D";
  return seen(stage, asked, since, await ending(stage.slack, delivery, wellDone ? 0 : 1));
}

/** What Slack told, beside what happened to the application since that many events. */
export async function seen(stage: Stage, asked: Asked, since: number, told: Told): Promise<Seen> {
  const application = find(stage.world, asked.application);
  const observation = await observe(stage.world, application, since);
  const { grade } = asked;
  const groupSnapshotId = observation.groupSnapshots.at(-1)?.id;
  stage.played.push({ application: application.name, groupSnapshotId, grade });
  return { ...observation, ...told };
}

/** Changes a manifest and has the running bot read it: `/ff reload`. */
export async function changeManifest(
  stage: Stage,
  application: string,
  change: Parameters<World["setManifest"]>[1],
): Promise<void> {
  await stage.world.setManifest(application, change);
  stage.say("types", "/ff reload");
  await stage.slack.command("reload");
}

export const judged = (one: Seen, promises: readonly ((seen: Seen) => Promised)[]): readonly Promised[] =>
  promises.map((promise) => promise(one));

function find(world: World, name: string): SimulatedApplication {
  const found = world.applications.find((application) => application.name === name);
  if (found === undefined) throw new Error(`no application ${name}`);
  return found;
}
