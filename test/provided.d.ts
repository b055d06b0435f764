import "vitest";

declare module "vitest" {
  /** What the vitest configs give to tests. */
  interface ProvidedContext {
    /** How often the properties are tried, in multiples: 1 in npm test, more in npm run test:torture. */
    thorough: number;
  }
}
