import type { Application } from "#domain/application.ts";
import type { LastGood } from "#domain/snapshot-result.ts";
import type { Ports } from "./ports.ts";

/** The newest point of the grade that the objectives ask for (of any grade without them), and its age now. */
export async function lastGoodPoint(application: Application, ports: Ports): Promise<LastGood | null> {
  const good = await ports.records.newestPoint(application.application, application.objectives.grade ?? "E");
  if (good?.label.grade === undefined) return null;
  return { point: good.id, grade: good.label.grade, ageMs: ports.clock.now() - good.createdAt };
}
