import { pointsOf, type ShownPoint } from "./bot.ts";
import type { Promised, Scene } from "./scenes.ts";

/** A scene and the group snapshot that was made in it. */
export interface Played {
  readonly scene: Scene;
  readonly groupSnapshotId: string | undefined;
}

/** What the bot keeps of each scene: one recovery point of the right grade, or none. */
export async function remembered(config: string, played: readonly Played[]): Promise<Promised[]> {
  const names = [...new Set(played.map(({ scene }) => scene.application))];
  const points: ShownPoint[] = [];
  // One after another: only one process may have the store open.
  for (const name of names) points.push(...(await pointsOf(config, name)));
  return played.map(({ scene, groupSnapshotId }, index) => {
    const found = points.filter((point) => point.groupSnapshotId === groupSnapshotId);
    const wanted =
      scene.grade === undefined ? "no recovery point" : `one recovery point of grade ${scene.grade}`;
    const grades = found.map(({ grade }) => grade);
    const kept =
      scene.grade === undefined ? grades.length === 0 : grades.length === 1 && grades[0] === scene.grade;
    return { text: `step ${index + 1}, ${scene.application}: ${wanted}`, kept };
  });
}
