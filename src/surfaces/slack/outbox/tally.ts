/** What happened, for metrics. */
export interface Tally {
  readonly delivered: number;
  /** By Slack's word for it. */
  readonly failures: ReadonlyMap<string, number>;
  addDelivered(): void;
  addFailure(code: string): void;
}

/** Slack has a few dozen words for a failure; whatever else comes is `other`. */
const mostCodes = 50;

export function createTally(): Tally {
  const failures = new Map<string, number>();
  let delivered = 0;
  return {
    get delivered() {
      return delivered;
    },
    failures,
    addDelivered: () => {
      delivered += 1;
    },
    addFailure: (code) => {
      const key = failures.has(code) || failures.size < mostCodes ? code : "other";
      failures.set(key, (failures.get(key) ?? 0) + 1);
    },
  };
}
