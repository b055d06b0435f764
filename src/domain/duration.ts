import { z } from "zod";

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A duration with a unit (`"10s"`, `"4h"`), in milliseconds once parsed. A bare number is refused: 300 of what? */
export const Duration = z
  .string({ error: "expected a duration with a unit, such as 10s, 15m or 4h" })
  .transform((text, ctx) => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text);
    const unit = match?.[2] as keyof typeof units | undefined;
    if (match === null || unit === undefined) {
      ctx.addIssue({
        code: "custom",
        message: `expected a duration with a unit, such as 10s, 15m or 4h; got "${text}"`,
      });
      return z.NEVER;
    }
    return Number(match[1]) * units[unit];
  });

/** Milliseconds for people: `340 ms`, `4.2 s`, `15 min`, `3 h`, `2 d`. */
export function describeDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${trim(ms / 60_000)} min`;
  if (ms < 2 * 86_400_000) return `${trim(ms / 3_600_000)} h`;
  return `${trim(ms / 86_400_000)} d`;
}

const trim = (value: number): string => (Math.round(value * 10) / 10).toString();
