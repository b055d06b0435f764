import type { Scene } from "./stage.ts";
import { torn } from "./test-fails.ts";
import { inconclusive } from "./test-inconclusive.ts";
import { asked } from "./test-passes.ts";
import { reported } from "./test-report.ts";
import { scheduled } from "./test-scheduled.ts";

/** `npm run demo -- test`: points are restored, read, measured and taken away again, and labels follow from that. */
export const testScenes: readonly Scene[] = [
  {
    title: "A restore test that is asked for",
    told: [
      "orders-db: its newest point becomes volumes beside the old ones, its database is started apart, checked and measured.",
      "Then all of it goes away again. A snapshot is taken meanwhile: a test holds nothing up.",
    ],
    play: asked,
  },
  {
    title: "A copy that lacks the last writes",
    told: [
      "The data itself says no: its point loses its grade, and others that were made the same way are flagged.",
    ],
    play: torn,
  },
  {
    title: "One that did not come to the data",
    told: ["orders-db-loop: what says nothing of the point changes nothing of its label."],
    play: inconclusive,
  },
  {
    title: "A restore test by schedule, in a workspace that knows no charts",
    told: ["The point that had failed is tested again by itself, and passes. The chart comes as a picture."],
    play: scheduled,
  },
  {
    title: "What an auditor is given",
    told: ["freezeframe report: labels, tests, failures, what is untested; the hash chain verified."],
    play: reported,
  },
];
