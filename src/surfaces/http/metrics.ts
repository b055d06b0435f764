import { collectDefaultMetrics, Registry } from "prom-client";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import { applicationGauges } from "./application-gauges.ts";
import { objectiveGauges } from "./objective-gauges.ts";
import { restoreMetrics } from "./restore-metrics.ts";
import { runMetrics } from "./run-metrics.ts";
import { type SlackFigures, slackMetrics } from "./slack-metrics.ts";
import { storeMetrics } from "./store-metrics.ts";

export interface MetricsOptions {
  readonly operations: Pick<
    Operations,
    "onRun" | "overview" | "applications" | "approvals" | "restores" | "incidents"
  >;
  readonly clock: Clock;
  /** Absent: the installation has no Slack. */
  readonly slack?: (() => SlackFigures) | undefined;
}

export interface Metrics {
  readonly contentType: string;
  /** Prometheus' text format, of now. */
  render(): Promise<string>;
  /** Follows no runs any more. */
  stop(): void;
}

/** How often the event loop's lag is sampled. The library's own 10 ms keeps an idle bot at 1 % of a core. */
const EVENT_LOOP_MS = 200;

/**
 * What Prometheus is told. Labels take their values from sets that are bounded: applications that have a manifest (those
 * whose manifest goes lose their series), and words of ours.
 */
export function createMetrics({ operations, clock, slack }: MetricsOptions): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: EVENT_LOOP_MS });
  const runs = runMetrics(register, operations);
  const restores = restoreMetrics(register, operations);
  const store = storeMetrics(register, operations);
  const gauges = [applicationGauges(register), objectiveGauges(register)];
  const aboutSlack = slack === undefined ? undefined : slackMetrics(register, slack);
  return {
    contentType: register.contentType,
    render: async () => {
      runs.forget(operations.applications());
      restores.forget(operations.applications());
      await restores.set(clock.now());
      await store.set();
      const standing = await operations.overview();
      for (const one of gauges) one.set(standing, clock.now());
      aboutSlack?.set();
      return register.metrics();
    },
    stop: () => {
      runs.stop();
      restores.stop();
    },
  };
}
