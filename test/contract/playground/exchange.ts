import { readFileSync } from "node:fs";

/** One request and its answer, as real services gave it (Keystone 22.0.2, Cinder 21.3.1, Nova 26.2.2). */
export interface Exchange {
  readonly name: string;
  /** `user@project`, whose token was sent; null: none. */
  readonly as: string | null;
  readonly request: {
    readonly method: string;
    readonly server: string;
    /** With its query. */
    readonly path: string;
    /** The header `OpenStack-API-Version`. */
    readonly version: string | null;
    readonly body: unknown;
  };
  readonly response: Answer;
}

export interface Answer {
  readonly status: number;
  /** Lower-case names; only those that carry meaning. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export function readExchanges(fixture: string): Exchange[] {
  const file = new URL(`../../fixtures/playground/${fixture}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Exchange[];
}
