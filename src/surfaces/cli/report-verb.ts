import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { auditCharts } from "#domain/audit-report/charts.ts";
import { auditMarkdown } from "#domain/audit-report/markdown.ts";
import type { AuditReport } from "#domain/audit-report/report.ts";
import { DomainError } from "#domain/errors.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { readSince } from "./since.ts";
import { withSession } from "./with-session.ts";

/** `report [--since 90d] [--out DIR]`: what was proved in that time. Into a folder with its pictures, or as text alone. */
export async function reportVerb(asked: Asked): Promise<Answer> {
  const { since = "90d", out } = asked.arguments;
  // Before anything is opened: a mistyped time costs nothing.
  const from = readSince(since, asked.now());
  // The store is free again while pictures are drawn.
  let report: AuditReport | undefined;
  const read = await withSession(asked, async ({ operations }) => {
    report = await operations.report(from);
    const status = report.audit.intact ? exitStatus.ok : exitStatus.failed;
    return { text: auditMarkdown(report), json: report, status };
  });
  if (out === undefined || report === undefined) return read;
  const { files, undrawn } = await writeReport(report, out, asked);
  const text = [...files, ...undrawn.map((why) => `not drawn: ${why}`)].join("\n");
  return { text, json: { ...report, files, undrawn }, status: read.status };
}

/** Overwrites what an earlier one of the same names has left there. What was read is kept before anything is drawn. */
async function writeReport(report: AuditReport, directory: string, asked: Asked) {
  await folder(directory);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(directory, name), content);
    return join(directory, name);
  };
  const files = [await write("report.json", `${JSON.stringify(report, undefined, 2)}\n`)];
  const drawn: string[] = [];
  const undrawn: string[] = [];
  for (const [name, chart] of auditCharts(report)) {
    asked.progress(`drawing ${name}.png`);
    try {
      files.push(await write(`${name}.png`, await asked.backstage.draw(chart, asked.signal)));
      drawn.push(name);
    } catch (error) {
      // The figures are in the report all the same; a full disk or a stop is another matter.
      if (asked.signal.aborted || !(error instanceof DomainError)) throw error;
      undrawn.push(`${name}: ${error.message}`);
    }
  }
  return { files: [await write("report.md", `${auditMarkdown(report, drawn)}\n`), ...files], undrawn };
}

async function folder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new DomainError("invalid-input", `--out: the folder "${directory}" cannot be made`, {
      next: "name a folder in which this user may write",
      cause,
    });
  }
}
