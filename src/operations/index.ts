export type { ApprovalOperations, DecideRequest } from "./approval-operations.ts";
export { createOperations } from "./create-operations.ts";
export type { Diagnosis } from "./doctor.ts";
export type { AskedOperations, Operations } from "./operations.ts";
export { recover } from "./recover.ts";
export type { Reloaded } from "./reload.ts";
export type { Requested } from "./requested.ts";
export type { FrozenGuest, Status } from "./status.ts";
export { type Thawed, thaw } from "./thaw.ts";
