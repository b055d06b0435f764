import type { Fields } from "../types.ts";

/** What Slack answers with `ok: false` under status 200. */
export class ApiError extends Error {
  readonly code: string;
  readonly details: Fields;

  constructor(code: string, details: Fields = {}) {
    super(code);
    this.name = "ApiError";
    this.code = code;
    this.details = details;
  }
}

/** `invalid_blocks` and `invalid_arguments` name each breach twice, as the live API does. */
export function invalid(code: string, breaches: readonly string[]): ApiError {
  const messages = breaches.map((words) => `[ERROR] ${words}`);
  return new ApiError(code, { errors: breaches, response_metadata: { messages } });
}

export const missing = (field: string): ApiError =>
  invalid("invalid_arguments", [`missing required field: ${field}`]);
