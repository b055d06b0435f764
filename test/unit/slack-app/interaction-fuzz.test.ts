import { inject, test } from "vitest";
import { fuzzInteractions } from "./fuzz/fuzz.ts";

// 10,000 of them: test/lab/all/interaction-fuzz.test.ts.
test("interactions that are wrong in some way change nothing, and get no more than a refusal", async () => {
  await fuzzInteractions(200 * inject("thorough"), 20_261_123);
}, 120_000);
