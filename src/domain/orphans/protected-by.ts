import { isProtected, PROTECTED_KEY } from "../protection.ts";
import type { KnownWorld } from "./known-world.ts";

interface Protectable {
  readonly id: string;
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Why these may never be deleted, by config or by their own metadata; undefined: neither says so. */
export function protectedBy(
  things: readonly Protectable[],
  { protect }: Pick<KnownWorld, "protect">,
): string | undefined {
  for (const { id, name, metadata } of things) {
    if (metadata !== undefined && isProtected(metadata))
      return `${id} is protected by its metadata ${PROTECTED_KEY}`;
    if (protect.has(id)) return `${id} is protected in config.yml`;
    if (name !== "" && protect.has(name)) return `${name} is protected in config.yml`;
  }
  return undefined;
}
