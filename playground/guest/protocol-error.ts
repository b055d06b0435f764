import type { Values } from "./line.ts";

export type ErrorCode =
  | "protocol"
  | "unknown-volume"
  | "not-mounted"
  | "cannot-freeze"
  | "foreign-freeze"
  | "busy"
  | "no-recipe"
  | "database"
  | "not-on-volumes"
  | "not-frozen"
  | "canary"
  | "hook-failed"
  | "wrong-token";

/** Becomes `ERR code=… …`, the answer to the line that failed. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly values: Values;

  constructor(code: ErrorCode, values: Values) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

export function outOfOrder(what: string): never {
  throw new ProtocolError("protocol", { what });
}
