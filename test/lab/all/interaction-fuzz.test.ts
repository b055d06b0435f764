import { test } from "vitest";
import { fuzzInteractions } from "../../unit/slack-app/fuzz/fuzz.ts";

test("10,000 interactions that are wrong in some way change nothing, and get no more than a refusal", async () => {
  await fuzzInteractions(10_000, 4_815_162);
}, 600_000);
