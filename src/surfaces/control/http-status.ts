import type { ErrorKind } from "#domain/errors.ts";
import type { Failure } from "./protocol.ts";

const ofKind: Record<ErrorKind, number> = {
  "invalid-input": 400,
  "not-permitted": 403,
  "not-found": 404,
  refused: 409,
  busy: 409,
  failed: 502,
  unreachable: 503,
  interrupted: 503,
};

/** For a reader with curl; our own client reads the body alone. */
export const httpStatus = ({ kind }: Failure): number =>
  new Map<string, number>(Object.entries(ofKind)).get(kind) ?? 500;
