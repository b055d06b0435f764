import type { ApplicationAct } from "#domain/evidence.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import type { CheckpointAnswer, EvidenceAnswer, StageAnswer } from "../answers.ts";

/** What was seen of one recipe in the course of a hold. Absent: not seen. */
export interface RecipeSightings {
  /** All its mounts were frozen, and proved so before the cut. */
  readonly frozen: boolean;
  /** Guest wall-clock time just before the first freeze of its stage. */
  readonly wall: string | undefined;
  readonly checkpoint: CheckpointAnswer | undefined;
  readonly evidence: EvidenceAnswer | undefined;
  readonly stage: StageAnswer | undefined;
  /** It was asked whether it still holds, and said yes. */
  readonly heldAfterFreeze: boolean;
  readonly heldBeforeThaw: boolean;
}

/** A recipe of the manifest in the protocol's terms. */
export interface Recipe {
  /** Values of its RECIPE line, beside stage and id. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  /** Reads the answer to that line; what it returns turns sightings into the application's act, if it has one. */
  read(server: string, answer: Line): (seen: RecipeSightings) => ApplicationAct | undefined;
}
