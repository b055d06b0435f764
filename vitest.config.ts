import { defineConfig } from "vitest/config";

/**
 * What needs nothing but Node and npm. Tests on real services are in test/lab (npm run test:lab), what
 * kills processes in test/torture (npm run test:torture).
 */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Those in e2e start a bot for each test: they need as much of a processor as a quarter of all others.
    exclude: ["test/lab/**", "test/torture/**", "test/e2e/bot.test.ts", "test/e2e/restore*.test.ts"],
    // Modules hold no state of their own, so files may share a worker: a third of the time.
    isolate: false,
    // How often the properties are tried, in multiples.
    provide: { thorough: 1 },
    // Most tests wait for time limits of the thing itself, not for a core.
    maxWorkers: 4,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
