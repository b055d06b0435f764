import { defineConfig } from "vitest/config";
import { tellFailures } from "./test/lab/tell-failures.ts";

/** Tests against the running lab (npm run test:lab): one at a time, for they share its guests. */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/lab/**/*.test.ts"],
    // The long and the destructive ones: only with LAB_TESTS=all.
    // biome-ignore lint/style/noProcessEnv: scripts/test-lab.sh chooses
    exclude: process.env.LAB_TESTS === "all" ? [] : ["test/lab/all/**"],
    fileParallelism: false,
    reporters: ["default", tellFailures],
    pool: "forks",
    maxWorkers: 1,
    // Of a machine that is slow nothing is expected within a second.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The worker must outlive what a failed test left frozen.
    teardownTimeout: 60_000,
  },
});
