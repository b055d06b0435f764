import { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { Operations } from "#operations/index.ts";
import { type Notes, tellNote } from "./notes.ts";
import { cleanupNote } from "./views/cleanup-note.ts";

/** What a clean-up has deleted, or could not, is told in the application's channel. Returns how to stop. */
export const tellCleanups = ({ onRun }: Pick<Operations, "onRun">, notes: Notes): (() => void) =>
  onRun((run) => {
    const report = run.workflow.startsWith("clean-orphans@")
      ? CleanupReport.safeParse(run.result).data
      : undefined;
    if (report !== undefined) tellNote(notes, report.application, cleanupNote(report));
  });
