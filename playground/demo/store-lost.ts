import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SimulatedGroupSnapshot } from "../control-client.ts";
import { ask, startBot } from "./bot.ts";
import type { Promised } from "./promises.ts";
import { type Stage, takeSnapshot } from "./stage.ts";

const application = "orders-db";
const other = "orders-db-loop";

interface ShownPoint {
  readonly id: string;
  readonly groupSnapshotId: string;
  readonly label: { readonly grade?: string; readonly text: string };
}

interface Adoption {
  readonly found: readonly { readonly groupSnapshotId: string; readonly verdict: string }[];
  readonly adopted: readonly string[];
}

/** Deleted, refused to clean up, adopted: the same labels, but for one that somebody has forged. */
export async function storeLost(stage: Stage): Promise<readonly Promised[]> {
  const { world, say } = stage;
  await takeSnapshot(stage, { application: other, channel: "C0LOOP", grade: "A" });
  const before = await ask<readonly ShownPoint[]>(world.config, ["points", application]);
  const [forged] = await ask<readonly ShownPoint[]>(world.config, ["points", other]);
  const there = await world.control.groupSnapshots();
  say("happens", `kill ${stage.bot.pid}, and its store is deleted`);
  await stage.bot.kill();
  await rm(join(world.directory, "var"), { recursive: true });
  await forge(
    stage,
    there.find(({ id }) => id === forged?.groupSnapshotId),
  );
  say("happens", "freezeframe start");
  stage.bot = await startBot(world.config, stage.interrupted);
  await ask(world.config, ["orphans", "all"]);
  say("types", `freezeframe clean ${application} --plan`);
  const plan = await ask<{ possible: boolean; refused?: { why: string } }>(world.config, [
    ...["clean", application, "--plan"],
  ]);
  const left = await ask<{ orphans: readonly unknown[] }>(world.config, ["orphans", "all"]);
  say("types", "freezeframe adopt --yes");
  const adopted = await ask<Adoption>(world.config, ["adopt", "--yes"]);
  const after = await ask<readonly ShownPoint[]>(world.config, ["points", application]);
  const afterForged = await ask<readonly ShownPoint[]>(world.config, ["points", other]);
  const refused = adopted.found.filter(({ verdict }) => verdict === "refused");
  return [
    {
      text: `a clean-up is refused: ${plan.refused?.why ?? "NO"}`,
      kept: !plan.possible && plan.refused?.why.startsWith("adopt first") === true,
    },
    { text: "no point of the lost store is called an orphan", kept: left.orphans.length === 0 },
    {
      text: `the ${before.length} points of ${application} are back with the labels that they had: ${labelsOf(after).join("; ")}`,
      kept: before.length > 0 && labelsOf(after).join() === labelsOf(before, ", adopted").join(),
    },
    {
      text: "a grade that somebody has changed in Cinder's metadata does not fit its signature, and is refused",
      kept:
        refused.length === 1 &&
        refused[0]?.groupSnapshotId === forged?.groupSnapshotId &&
        afterForged.length === 0,
    },
    {
      text: "every group snapshot is still there",
      kept: (await world.control.groupSnapshots()).length === there.length,
    },
  ];
}

/** Somebody with rights in the project makes a point look better, or another, than it is. */
async function forge({ world, say }: Stage, set: SimulatedGroupSnapshot | undefined): Promise<void> {
  const [member] = set?.members ?? [];
  if (member === undefined) throw new Error("there is no point to forge");
  say("happens", `somebody writes another grade into the metadata of a member of ${other}`);
  await world.control.patch("snapshots", member.id, {
    metadata: { ...member.metadata, "freezeframe:grade": "B" },
  });
}

const labelsOf = (points: readonly ShownPoint[], more = ""): string[] =>
  points.map(({ id, label }) => `${id} ${label.grade ?? "no grade"} ${label.text}${more}`).sort();
