import type { Values } from "../line.ts";

/** Becomes `ERR code=… what=…`, the answer to the line that failed. */
export class RecoveryError extends Error {
  readonly code: string;
  readonly values: Values;

  constructor(code: string, values: Values) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

export function refuse(code: string, what: string, more: Values = {}): never {
  throw new RecoveryError(code, { ...more, what });
}
