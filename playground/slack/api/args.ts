import { ApiError, missing } from "./api-error.ts";

/** Structured arguments: JSON text in a form, JSON in a JSON body. */
const STRUCTURED: readonly string[] = ["blocks", "view", "metadata", "attachments", "files"];

/** The arguments of a call, whichever way they were encoded. */
export class Args {
  readonly #values: ReadonlyMap<string, unknown>;
  /** They came as a JSON body. */
  readonly isJson: boolean;

  constructor(values: ReadonlyMap<string, unknown>, isJson = false) {
    this.#values = values;
    this.isJson = isJson;
  }

  /** Undefined when the argument is missing or empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined || value === null || value === "" ? undefined : String(value);
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  structured(name: string): unknown {
    return this.#values.get(name);
  }
}

/**
 * Web API methods take forms and JSON. docs.slack.dev/apis/web-api, "POST bodies".
 * @throws ApiError invalid_json, invalid_form_data, invalid_post_type, missing_post_type
 */
export function parseArgs(contentType: string | undefined, body: string): Args {
  const type = contentType?.split(";")[0]?.trim();
  if (body === "") return new Args(new Map());
  if (type === undefined) throw new ApiError("missing_post_type");
  if (type === "application/json")
    return new Args(new Map(Object.entries(json(body, "invalid_json") ?? {})), true);
  if (type !== "application/x-www-form-urlencoded") throw new ApiError("invalid_post_type");
  const values = new Map<string, unknown>();
  for (const [name, value] of new URLSearchParams(body)) {
    values.set(name, STRUCTURED.includes(name) ? json(value, `invalid_${name}_format`) : value);
  }
  return new Args(values);
}

function json(text: string, code: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // told below
  }
  throw new ApiError(code);
}
