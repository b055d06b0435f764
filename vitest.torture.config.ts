import { defineConfig } from "vitest/config";
import { hungry } from "./vitest.config.ts";

/**
 * Processes that are stopped and killed, a death at each write, hostile input in bulk: what needs processor time and nothing
 * else (npm run test:torture).
 */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: [
      "test/torture/**/*.test.ts",
      ...hungry,
      "test/unit/slack-views/hostile.test.ts",
      "test/unit/slack-app/interaction-fuzz.test.ts",
      "test/unit/domain/retention/properties.test.ts",
      "test/unit/domain/schedule/slots.test.ts",
    ],
    // Minutes each, and nothing but real time makes them shorter: only with LAB_TESTS=all.
    // biome-ignore lint/style/noProcessEnv: scripts/test-lab.sh chooses
    exclude: process.env.LAB_TESTS === "all" ? [] : ["test/torture/all/**"],
    provide: { thorough: 12 },
    maxWorkers: 3,
    // Of a machine that is slow nothing is expected within a second.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
