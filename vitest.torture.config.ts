import { defineConfig } from "vitest/config";

/** A death at each write: what needs a minute of processor time and nothing else (npm run test:torture). */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/torture/**/*.test.ts"],
    maxWorkers: 3,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
