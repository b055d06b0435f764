import { defineConfig } from "vitest/config";

/** Whole worlds, and a process for each test: half as much of a processor as all others. `npm run test:torture` has them. */
export const hungry = [
  "test/e2e/bot.test.ts",
  "test/e2e/lost-store.test.ts",
  "test/e2e/objectives.test.ts",
  "test/e2e/orphans*.test.ts",
  "test/e2e/refusals.test.ts",
  "test/e2e/restore*.test.ts",
  "test/e2e/verbs.test.ts",
  "test/unit/charts/draw-chart.test.ts",
  "test/unit/slack-app/adopt-drift.test.ts",
  "test/unit/slack-app/approvals.test.ts",
  "test/unit/slack-app/orphans.test.ts",
  "test/unit/workflows/orphans/never-deletes.test.ts",
  "test/workflows/adopt.test.ts",
  "test/workflows/cinder-fails.test.ts",
  "test/workflows/delete-set.test.ts",
  "test/workflows/doctor.test.ts",
  "test/workflows/drift.test.ts",
  "test/workflows/failed-snapshots.test.ts",
  "test/workflows/freeze-lost.test.ts",
  "test/workflows/orphans*.test.ts",
  "test/workflows/paused.test.ts",
  "test/workflows/prune-points.test.ts",
  "test/workflows/restore*.test.ts",
  "test/workflows/retention-properties.test.ts",
  "test/workflows/test-restore.test.ts",
];

/**
 * What needs nothing but Node and npm. Tests on real services are in test/lab (npm run test:lab), what
 * kills processes in test/torture (npm run test:torture).
 */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/lab/**", "test/torture/**", ...hungry],
    // Modules hold no state of their own, so files may share a worker: a third of the time.
    isolate: false,
    // How often the properties are tried, in multiples.
    provide: { thorough: 1 },
    // Most tests wait for time limits of the thing itself, not for a core.
    maxWorkers: 4,
    // Of a machine that is slow nothing is expected within a second.
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
