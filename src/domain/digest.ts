import { createHash } from "node:crypto";

/**
 * SHA-256 in hex of a JSON value with sorted keys and without `undefined`: equal values have equal digests, whatever the
 * order in which they were put together. A function of its argument alone, like everything here.
 */
export const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex");

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
