import { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import type { Operations } from "#operations/index.ts";
import { type Notes, tellNote } from "./notes.ts";
import { rehearsalNote } from "./views/rehearsal-note.ts";

/** A freeze that somebody tried is told in the application's channel, whoever asked for it. Returns how to stop. */
export const tellRehearsals = ({ onRun }: Pick<Operations, "onRun">, notes: Notes): (() => void) =>
  onRun((run) => {
    if (!run.workflow.startsWith("rehearse-application@") || run.state !== "done") return;
    const result = RehearsalResult.safeParse(run.result);
    // What was refused has frozen nothing, and its asker knows.
    if (result.success && result.data.outcome !== "refused")
      tellNote(notes, result.data.application, rehearsalNote(result.data));
  });
