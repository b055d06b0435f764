import type { SimulatedSlack } from "../slack/simulated-slack.ts";

/** Longest wait for a change that was promised. */
const PATIENCE_MS = 20_000;

/** Resolves with what `look` finds, looked for now and after each change in Slack. Rejects when it does not come in time. */
export function until<T>(
  slack: SimulatedSlack,
  what: string,
  look: () => T | undefined,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  return new Promise((found, failed) => {
    const end = (act: () => void): void => {
      stop();
      clearTimeout(late);
      act();
    };
    const check = (): void => {
      const seen = look();
      if (seen !== undefined) end(() => found(seen));
    };
    const late = setTimeout(
      () => end(() => failed(new Error(`it did not come within ${patienceMs / 1_000} s: ${what}`))),
      patienceMs,
    );
    const stop = slack.watch(check);
    check();
  });
}
