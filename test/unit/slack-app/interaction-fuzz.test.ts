import { test } from "vitest";
import { fuzzInteractions } from "./fuzz/fuzz.ts";

// 10,000 of them: test/lab/all/interaction-fuzz.test.ts.
test("1,000 interactions that are wrong in some way change nothing, and get no more than a refusal", async () => {
  await fuzzInteractions(1_000, 20_261_123);
}, 60_000);
