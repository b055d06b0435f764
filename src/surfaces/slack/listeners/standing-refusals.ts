import type { Told } from "../views/error-words.ts";
import { refusal } from "../views/index.ts";

/** Refusals that are the same for everybody, made once. */

export const otherTeam = (team: string): Told => ({
  kind: "not-permitted",
  message: `This Freezeframe serves the workspace ${team} and no other`,
  next: "use it in that workspace, or have slack.team corrected in config.yml",
});

export const wrongTeam = (team: string) => refusal(otherTeam(team));

export const STOPPING = refusal({
  kind: "refused",
  message: "Freezeframe is being stopped, so nothing new is begun. What runs goes on after the next start",
  next: "ask again in a minute",
});

export const OLD_BUTTON = refusal({
  kind: "refused",
  message: "This button is of another version of Freezeframe",
  next: "type /ff help",
});
