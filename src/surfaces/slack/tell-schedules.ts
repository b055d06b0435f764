import type { Operations } from "#operations/index.ts";
import { type Notes, tellNote } from "./notes.ts";

/** What schedules have left out or made up for is told in the application's channel. Returns how to stop. */
export const tellSchedules = ({ onSchedule }: Pick<Operations, "onSchedule">, notes: Notes): (() => void) =>
  onSchedule(({ application, ...note }) => tellNote(notes, application, note));
