import { ask } from "./bot.ts";
import type { Stage } from "./stage.ts";

/** A recovery point, as `freezeframe points APP --json` shows it; only what the demo looks at. */
export interface ShownPoint {
  readonly id: string;
  readonly label: { readonly grade?: string; readonly text: string };
}

export const pointsNow = ({ world }: Stage, application: string): Promise<readonly ShownPoint[]> =>
  ask<readonly ShownPoint[]>(world.config, ["points", application]);

/** Its label in words; empty where there is no such point. */
export async function labelOf(stage: Stage, application: string, point: string): Promise<string> {
  const found = (await pointsNow(stage, application)).find(({ id }) => id === point);
  return found === undefined ? "" : `${found.label.grade ?? "–"}: ${found.label.text}`;
}
