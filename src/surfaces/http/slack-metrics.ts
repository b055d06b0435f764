import { Counter, Gauge, type Registry } from "prom-client";

/** What the Slack surface knows of its own work. */
export interface SlackFigures {
  readonly waiting: number;
  readonly oldestWaitingMs: number;
  readonly delivered: number;
  /** By Slack's code, since this process began. */
  readonly failures: ReadonlyMap<string, number>;
}

/** Slack has some dozens of codes for these calls; a proxy's inventions shall not become series. */
const MOST_CODES = 50;

export interface SlackMetrics {
  set(): void;
}

export function slackMetrics(register: Registry, figures: () => SlackFigures): SlackMetrics {
  const registers = [register];
  const waiting = new Gauge({
    name: "freezeframe_slack_messages_waiting",
    help: "Messages with something that Slack has not taken yet",
    registers,
  });
  const lag = new Gauge({
    name: "freezeframe_slack_lag_seconds",
    help: "How long the oldest of them has waited",
    registers,
  });
  const delivered = new Counter({
    name: "freezeframe_slack_deliveries_total",
    help: "Posts and edits that Slack took",
    registers,
  });
  const failures = new Counter({
    name: "freezeframe_slack_failures_total",
    help: "Posts and edits that Slack did not take, by its code",
    labelNames: ["code"] as const,
    registers,
  });
  return {
    set: () => {
      const now = figures();
      waiting.set(now.waiting);
      lag.set(now.oldestWaitingMs / 1_000);
      delivered.reset();
      delivered.inc(now.delivered);
      failures.reset();
      let codes = 0;
      for (const [code, count] of now.failures) {
        codes += 1;
        failures.inc({ code: codes > MOST_CODES ? "other" : code }, count);
      }
    },
  };
}
