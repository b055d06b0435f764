import { hollow } from "./hollow.ts";
import { discarded, restored } from "./restored.ts";
import type { Scene } from "./stage.ts";

/** `npm run demo -- restore`: from a recovery point to a database that runs, and away again. */
export const restoreScenes: readonly Scene[] = [
  {
    title: "A restore that another person approves",
    told: [
      "orders-db: new volumes beside the old ones, attached to recovery-1, the database started apart and checked.",
      "Whoever asks cannot approve. Nothing is made before somebody else has.",
    ],
    play: restored,
  },
  {
    title: "It is discarded",
    told: ["What was made is detached and deleted; the recovery point stays."],
    play: discarded,
  },
  {
    title: "A restore that Cinder calls available, with nothing behind it",
    told: [
      "orders-db-loop, as a group: the driver fails for one volume, and Cinder writes `available` over it.",
    ],
    play: hollow,
  },
];
