import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";

/** `validate`: the files alone, offline. */
export async function validateVerb({ backstage }: Asked): Promise<Answer> {
  const { findings, text } = await backstage.validate();
  const status = findings.problems.length === 0 ? exitStatus.ok : exitStatus["invalid-input"];
  return { text, json: findings, status };
}
