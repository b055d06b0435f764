import type { DeclaredBackend } from "#domain/cloud.ts";
import type { FoundVolume } from "#domain/preflight/facts.ts";

/**
 * The operator's entry for the back end that holds all these volumes: by pool where it can be read, else by volume type.
 * Undefined when there is none, or when not all volumes fit the same one.
 */
export function matchBackend(
  declared: readonly DeclaredBackend[],
  volumes: readonly FoundVolume[],
): DeclaredBackend | undefined {
  return declared.find((backend) => volumes.length > 0 && volumes.every((volume) => fits(backend, volume)));
}

function fits(backend: DeclaredBackend, { volume, pool }: FoundVolume): boolean {
  if (backend.pool !== undefined && "value" in pool)
    return pool.value === backend.pool || pool.value.startsWith(`${backend.pool}#`);
  return volume.type !== undefined && (backend.volumeTypes?.includes(volume.type) ?? false);
}
