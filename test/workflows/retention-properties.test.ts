import { expect, inject, test } from "vitest";
import { agreeOnHistories } from "./retention-histories.ts";

const numRuns = 6 * inject("thorough");

test("simulation and run agree on random histories, and what never goes is there", async () => {
  expect(await agreeOnHistories(numRuns)).toBeGreaterThan(0);
}, 120_000);
