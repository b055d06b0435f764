import { writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { stringify } from "yaml";
import { type ApplicationDir, type Document, document } from "./application-dir.ts";
import { OPERATOR } from "./slack-bot.ts";
import { verbHere } from "./verb-here.ts";

/** A member of the simulated workspace. */
export const APPROVER = "U0APPROVER";

/** From now on whoever types is this person. */
export async function become(dir: ApplicationDir, slackId: string): Promise<void> {
  const config = await document(dir.config);
  await writeFile(dir.config, stringify({ ...config, operators: { root: slackId } }));
}

/** What a scan finds in every cloud; whoever asks has been told of it then. */
export async function scan(dir: ApplicationDir): Promise<Document> {
  const { code, result } = await verbHere(dir, "orphans", "all");
  expect([code, result.unseen]).toEqual([0, []]);
  return result;
}

/** Orphans of a report, as they are on record. */
export const orphansOf = (report: Document): Document[] =>
  report.orphans.map(({ record, stays }: Document) => ({ ...record.orphan, standing: stays }));

/** Asks for a clean-up, has it approved by somebody else, and carries it out. Its report. */
export async function cleanUp(dir: ApplicationDir, ...only: readonly string[]): Promise<Document> {
  const approvalId = await requestCleanUp(dir, ...only);
  await approve(dir, approvalId);
  expect((await verbHere(dir, "start", "--until-idle")).code).toBe(0);
  return cleanUpReport(dir);
}

/** What waits for a yes then. */
export async function requestCleanUp(dir: ApplicationDir, ...only: readonly string[]): Promise<string> {
  const { code, result } = await verbHere(dir, "clean", dir.application, ...only, "--reason", "quota");
  expect([code, result.outcome], JSON.stringify(result)).toEqual([10, "waiting"]);
  return result.approvalId;
}

export async function approve(dir: ApplicationDir, approvalId: string): Promise<void> {
  await become(dir, APPROVER);
  expect((await verbHere(dir, "approve", approvalId)).code).toBe(0);
  await become(dir, OPERATOR);
}

/** Of the newest clean-up that has ended. */
export async function cleanUpReport(dir: ApplicationDir): Promise<Document> {
  const { result: runs } = await verbHere(dir, "runs");
  return runs.find(({ workflow }: Document) => workflow.startsWith("request-cleanup@"))?.result;
}
