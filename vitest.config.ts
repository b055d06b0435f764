import { defineConfig } from "vitest/config";

/** What needs nothing but Node and npm. Tests on real services are in test/lab (npm run test:lab). */
// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/lab/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
