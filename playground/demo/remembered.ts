import { ask } from "./bot.ts";
import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";

/** A recovery point, as `freezeframe points APP --json` shows it; only what the demo looks at. */
interface ShownPoint {
  readonly groupSnapshotId: string;
  readonly label: { readonly grade?: string };
}

/** What the bot keeps of each scene: one recovery point of the right grade, or none. */
export async function remembered({ world, played }: Stage): Promise<Promised[]> {
  const names = [...new Set(played.map(({ application }) => application))];
  const asked = names.map((name) => ask<readonly ShownPoint[]>(world.config, ["points", name]));
  const points = (await Promise.all(asked)).flat();
  return played.map(({ application, groupSnapshotId, grade }) => {
    const grades = points
      .filter((point) => point.groupSnapshotId === groupSnapshotId)
      .map(({ label }) => label.grade);
    const wanted = grade === undefined ? "no recovery point" : `one recovery point of grade ${grade}`;
    const kept = grade === undefined ? grades.length === 0 : grades.length === 1 && grades[0] === grade;
    return { text: `${application}: ${wanted}`, kept };
  });
}
