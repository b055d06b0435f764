import { expect, test } from "vitest";
import { agreeOnHistories } from "../../workflows/retention-histories.ts";

const PARTS = 50;
const HISTORIES = 60;

/** In parts: the sets of earlier histories stay in their simulated cloud, and make its lists longer. */
test.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `simulation and run agree on thousands of random histories, and what never goes is there: part %i of ${PARTS}`,
  async () => {
    // It is no run of empty ones.
    expect(await agreeOnHistories(HISTORIES)).toBeGreaterThan(0);
  },
  1_800_000,
);
