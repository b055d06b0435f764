import { readFile } from "node:fs/promises";
import type { ConfigRequest } from "#config/find-config.ts";
import type { Installation } from "#config/load.ts";
import { systemClock } from "#support/clock.ts";
import { limitGarbage } from "#support/limit-garbage.ts";
import { createLog, type Log } from "#support/log.ts";
import { giveBackMemory } from "#support/memory.ts";
import { createControlServer } from "#surfaces/control/server.ts";
import { type Cron, startCron } from "#surfaces/cron/cron.ts";
import { pingDeadMan } from "#surfaces/cron/dead-man.ts";
import { watchOrphans } from "#surfaces/cron/orphan-watch.ts";
import { createMetrics } from "#surfaces/http/metrics.ts";
import { createHttpServer, type HttpServer, type Readiness } from "#surfaces/http/server.ts";
import { createSlack, type Slack } from "#surfaces/slack/slack.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import { actorOf } from "./actor.ts";
import { controlPath } from "./control-path.ts";
import { type House, openHouse } from "./house.ts";
import { membersOf } from "./members.ts";

/** From the order to stop: requests that are being answered, and then what Slack is still owed, get so long, ms. */
const STOP_LISTENING_MS = 3_000;
const TELL_SLACK_MS = 5_000;
const RELOAD_MS = 30_000;
const RUNBOOK = new URL("../../docs/runbook.md", import.meta.url);

/**
 * `freezeframe start`: every surface at once, until the signal. Resolves when open windows have ended, runs are handed to
 * the next start, and Slack has been told so.
 */
export async function runBot(
  installation: Installation,
  request: ConfigRequest,
  ready: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const log = createLog({ level: installation.config.log.level });
  const members = membersOf(installation, log);
  await using house = await openHouse(installation, request, { log, members });
  const slack = slackOf(installation, house, log);
  const control = createControlServer({
    operations: house.operations,
    actorOf: (user) => actorOf(installation, user),
    path: controlPath(installation),
    log,
  });
  let state: State = "starting";
  const http = httpOf(installation, house, slack, log, () => state);
  // Also when a start fails half-way: nothing may go on listening.
  await using started = new AsyncDisposableStack();
  started.defer(() => http.stop());
  await http.start();
  started.defer(() => slack?.stop(AbortSignal.timeout(TELL_SLACK_MS)));
  // What Slack is owed is taken up before the runs are, so that no end of a run is missed.
  await slack?.start(signal);
  started.defer(() => control.close());
  await control.listen(signal);
  limitGarbage();
  giveBackMemory();
  const { resumed, parked } = await house.recover();
  state = "running";
  if (resumed.length + parked.length > 0) log.info({ resumed, parked }, "taken up what was left unfinished");
  using _reloads = reloadOnHangUp(house, log);
  using cron = startCron({ operations: house.operations, clock: systemClock, log });
  using _orphans = watchOrphans({
    operations: house.operations,
    messages: slack?.orphans,
    clock: systemClock,
    log,
  });
  void pingOutside(installation, cron, log, signal);
  ready(places(installation));
  await aborted(signal);
  state = "stopping";
  cron[Symbol.dispose]();
  log.info("stopping: nothing new is taken, open freeze windows end in order");
  await Promise.all([slack?.stopListening(AbortSignal.timeout(STOP_LISTENING_MS)), control.close()]);
  await house.engine.close();
}

/** SIGHUP puts the manifests in force as they are now, or says in the log why not. */
function reloadOnHangUp({ operations }: House, log: Log): Disposable {
  const reload = () =>
    void operations.reload(undefined, AbortSignal.timeout(RELOAD_MS)).then(
      ({ added, removed, changed }) =>
        log.info({ added, removed, changed: changed.length }, "manifests read again"),
      (err: unknown) => log.error({ err }, "manifests not read again: those of before stay in force"),
    );
  process.on("SIGHUP", reload);
  return { [Symbol.dispose]: () => void process.off("SIGHUP", reload) };
}

/** Ends by itself when the bot is told to stop. Without a monitor in config nobody is asked. */
function pingOutside({ config }: Installation, cron: Cron, log: Log, signal: AbortSignal): Promise<void> {
  if (config.deadMan === undefined) return Promise.resolve();
  const { url, every } = config.deadMan;
  return pingDeadMan({ url, everyMs: every, unwell: cron.unwell, clock: systemClock, log }, signal);
}

type State = "starting" | "running" | "stopping";

function httpOf(
  { config }: Installation,
  { operations }: House,
  slack: Slack | undefined,
  log: Log,
  state: () => State,
): HttpServer {
  const readiness = (): Readiness => {
    const reasons = state() === "running" ? (slack?.readiness().reasons ?? []) : [state()];
    return { ready: reasons.length === 0, reasons };
  };
  const metrics = createMetrics({ operations, clock: systemClock, slack: slack?.stats });
  return createHttpServer({ config: config.http, metrics, readiness, log });
}

function slackOf({ config }: Installation, { operations, ports }: House, log: Log): Slack | undefined {
  if (config.slack === undefined) return undefined;
  return createSlack({
    config: config.slack,
    operations,
    client: createWebClient(config.slack, log),
    clock: systemClock,
    log,
    records: ports.records,
    windows: ports.windowSlots,
    runbook: () => readFile(RUNBOOK, "utf8"),
    // Rarely wanted, so not loaded before.
    draw: async (chart, signal) => (await import("#charts/draw-chart.ts")).drawChart(chart, signal),
  });
}

function places(installation: Installation): string {
  const { http, slack } = installation.config;
  const ways = [
    slack === undefined
      ? "no Slack (config.yml has no slack:)"
      : slack.appToken === undefined
        ? `Slack on http://${slack.listen.host}:${slack.listen.port}/slack/events`
        : "Slack over Socket Mode",
    `http://${http.host}:${http.port}/readyz`,
    `control socket ${controlPath(installation)}`,
  ];
  return ways.join(", ");
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((stopped) => {
    if (signal.aborted) return stopped();
    signal.addEventListener("abort", () => stopped(), { once: true });
  });
