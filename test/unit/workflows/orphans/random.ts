/** Chance that can be had again from its seed. */
export interface Random {
  chance(probability: number): boolean;
  /** 0 … most. */
  upTo(most: number): number;
  pick<T>(from: readonly T[]): T;
  /** Never the same twice. */
  name(): string;
}

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  let names = 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (most: number): number => Math.floor(next() * (most + 1));
  return {
    chance: (probability) => next() < probability,
    upTo,
    pick: (from) => {
      const picked = from[upTo(from.length - 1)];
      if (picked === undefined) throw new Error("there is nothing to pick from");
      return picked;
    },
    name: () => {
      names += 1;
      return `${names.toString(36)}x${upTo(1e6).toString(36)}`;
    },
  };
}
