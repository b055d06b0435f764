import type { BackEnd } from "./back-end.ts";
import type { DesignFacts } from "./facts.ts";

/**
 * The back end that holds all volumes of the application: by their pool where it could be read, else by their types.
 * Undefined where they lie on several, or nothing tells.
 */
export function homeOf({ volumes }: DesignFacts, backEnds: readonly BackEnd[]): BackEnd | undefined {
  const homes = volumes.map(({ pool, volume }) =>
    backEnds.find((backEnd) =>
      "value" in pool
        ? backEnd.pool === pool.value || pool.value.startsWith(`${backEnd.pool}#`)
        : "value" in volume &&
          volume.value.type !== undefined &&
          backEnd.volumeTypes.includes(volume.value.type),
    ),
  );
  const [first] = homes;
  return homes.every((home) => home === first) ? first : undefined;
}
