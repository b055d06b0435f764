import type { Operations } from "#operations/index.ts";
import { type Notes, tellNote } from "./notes.ts";
import { retentionNote } from "./views/retention-note.ts";

/** What retention has taken away, or could not, is told in the application's channel. Returns how to stop. */
export const tellRetention = ({ onRetention }: Pick<Operations, "onRetention">, notes: Notes): (() => void) =>
  onRetention((result) => tellNote(notes, result.application, retentionNote(result)));
