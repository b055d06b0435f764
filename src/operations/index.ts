export type { Diagnosis } from "./doctor.ts";
export { createOperations, type Operations } from "./operations.ts";
export { type Thawed, thaw } from "./thaw.ts";
