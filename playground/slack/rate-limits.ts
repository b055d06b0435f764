/**
 * Calls per minute of the published tiers, and chat.postMessage's own rule: one per second and channel, short bursts
 * allowed. docs.slack.dev/apis/web-api/rate-limits
 */
export type RateTier = "1" | "2" | "3" | "4" | "post";

interface Bucket {
  level: number;
  at: number;
}

interface Rule {
  readonly perSecond: number;
  /** Slack names no number for bursts: these are the published minimum of a tier, and a guess for posts. */
  readonly burst: number;
}

const rules: Readonly<Record<RateTier, Rule>> = {
  "1": { perSecond: 1 / 60, burst: 10 },
  "2": { perSecond: 20 / 60, burst: 20 },
  "3": { perSecond: 50 / 60, burst: 50 },
  "4": { perSecond: 100 / 60, burst: 100 },
  post: { perSecond: 1, burst: 5 },
};

/** A bucket per method and workspace, for posts per channel. */
export class RateLimits {
  enabled: boolean;
  readonly #buckets = new Map<string, Bucket>();

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** Takes one call from the bucket. Returns the seconds for Retry-After when it is empty. */
  take(tier: RateTier, key: string, now: number): number | undefined {
    if (!this.enabled) return undefined;
    const { perSecond, burst } = rules[tier];
    const bucket = this.#buckets.get(key) ?? { level: burst, at: now };
    const level = Math.min(burst, bucket.level + ((now - bucket.at) / 1_000) * perSecond);
    const allowed = level >= 1;
    this.#buckets.set(key, { level: allowed ? level - 1 : level, at: now });
    return allowed ? undefined : Math.max(1, Math.ceil((1 - level) / perSecond));
  }
}
