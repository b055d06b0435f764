import { setTimeout as wait } from "node:timers/promises";

/** Asks until there is an answer; after `ms` it throws with what it waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  ms = 60_000,
  everyMs = 100,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await wait(everyMs);
  }
}

/** The same, where each look reads whole lists. */
export const untilListed = <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> =>
  until(what, ask, 240_000, 2_000);
