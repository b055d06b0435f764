import type { WebClient } from "@slack/web-api";
import { DomainError } from "#domain/errors.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import { abortable } from "./abortable.ts";
import { createApp } from "./create-app.ts";
import { createIdentity } from "./identity.ts";
import { createInFlight } from "./in-flight.ts";
import { createRefusals } from "./listeners/refusals.ts";
import { createMembers } from "./members.ts";
import { createOutbox, type Outbox, type OutboxOptions, type OutboxStats } from "./outbox/outbox.ts";
import { createPictures, type DrawChart } from "./pictures.ts";
import { createPresenter, type Presenter } from "./presenter.ts";
import { createRender } from "./render-slot.ts";
import { remindOfRestores } from "./restore-reminders.ts";
import { createRunMemory } from "./run-memory.ts";
import { createSender } from "./sender.ts";
import type { SlackConfig } from "./slack-config.ts";
import { tellIncidents } from "./tell-incidents.ts";
import { createOrphanMessages, type OrphanMessages } from "./tell-orphans.ts";
import { tellRehearsals } from "./tell-rehearsals.ts";
import { tellReloads } from "./tell-reloads.ts";
import { tellRetention } from "./tell-retention.ts";
import { tellSchedules } from "./tell-schedules.ts";
import { httpTransport } from "./transports/http.ts";
import { socketModeTransport } from "./transports/socket-mode.ts";
import type { Transport } from "./transports/transport.ts";

export interface SlackOptions {
  readonly config: SlackConfig;
  readonly operations: Operations;
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly records: OutboxOptions["records"];
  readonly windows: OutboxOptions["windows"];
  /** The text of docs/runbook.md. */
  readonly runbook: () => Promise<string>;
  /** For a workspace whose Slack draws no charts. */
  readonly draw: DrawChart;
}

/** The Slack surface: requests in, messages out. */
export interface Slack {
  /**
   * Takes up what is owed, then takes requests; call it before runs are taken up. Does not wait for Slack: `readiness`
   * tells. Resolves with where requests come: a URL, or `Socket Mode`. Throws `refused` when the port is taken.
   */
  start(signal: AbortSignal): Promise<string>;
  /** Takes nothing new and ends what is being answered, at most until the signal. Messages of runs still go out. */
  stopListening(signal: AbortSignal): Promise<void>;
  /** The same, then tells of what goes on after the next start, as far as Slack takes it until the signal. */
  stop(signal: AbortSignal): Promise<void>;
  readiness(): { readonly ready: boolean; readonly reasons: readonly string[] };
  stats(): SlackStats;
  /** Words that are no run's; default: the installation's channel. Resolves when they are stored. */
  note(title: string, lines: readonly string[], channel?: string): Promise<void>;
  /** What tells owners of orphans. */
  readonly orphans: Pick<OrphanMessages, "tell" | "look">;
}

export interface SlackStats extends OutboxStats {
  /** Requests that are being worked on. */
  readonly inFlight: number;
}

/** Joins the parts; nothing is connected or sent yet. */
export function createSlack(options: SlackOptions): Slack {
  const { config, operations, client, clock, log } = options;
  const { outbox, presenter, channelOf } = messagesOut(options);
  const orphanMessages = orphansOut(options, outbox, channelOf);
  const transport = transportOf(options);
  const identity = createIdentity({ client, team: config.team, log });
  const inFlight = createInFlight((err) => log.error({ err }, "a listener failed"));
  const over = new AbortController();
  let stopping: Promise<void> | undefined;
  const { team, channel } = config;
  const note: Slack["note"] = async (title, lines, where = channel) => {
    if (where !== undefined) await presenter.note(title, lines, where);
  };
  createApp(config, transport, {
    ...{ operations, client, clock, log, inFlight, team, channel },
    members: createMembers({ client, team, clock }),
    slots: options.records,
    runbook: options.runbook,
    stopping: () => stopping !== undefined,
    refused: createRefusals(log),
    revoked: identity.lose,
  });
  const stopListening = (signal: AbortSignal): Promise<void> => {
    over.abort();
    stopping ??= endListening(transport, inFlight, signal);
    return stopping;
  };
  return {
    start: async (signal) => {
      tellReloads({ operations, channelOf, note, log });
      const notes = { channelOf, note, log };
      tellSchedules(operations, notes);
      tellRetention(operations, notes);
      tellRehearsals(operations, notes);
      orphanMessages.start();
      await presenter.start();
      await tellIncidents({ operations, outbox, channelOf, clock, log });
      const where = await transport.start();
      log.info({ where }, "slack requests are taken");
      const until = AbortSignal.any([signal, over.signal]);
      void identity.confirm(until);
      void remindOfRestores({ operations, channelOf, open: outbox.open, clock, pause, log }, until);
      return where;
    },
    stopListening,
    stop: async (signal) => {
      await stopListening(signal);
      await presenter.stopping();
      await outbox.flush(signal);
      await outbox.stop();
    },
    readiness: () => {
      const reasons = stopping === undefined ? reasonsOf(identity, transport, outbox) : ["being stopped"];
      return { ready: reasons.length === 0, reasons };
    },
    stats: () => ({ ...outbox.stats(), inFlight: inFlight.count }),
    note,
    orphans: orphanMessages,
  };
}

interface MessagesOut {
  readonly outbox: Outbox;
  readonly presenter: Presenter;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
}

function messagesOut(options: SlackOptions): MessagesOut {
  const { config, operations, client, clock, log, records, windows, draw } = options;
  const memory = createRunMemory(clock);
  const render = createRender({ operations, memory, clock, slots: records });
  const sender = createSender(client, { pictures: createPictures({ client, draw, log }) });
  const outbox = createOutbox({ sender, records, windows, clock, log, render });
  const channelOf = (application: string): string | undefined =>
    channelIn(operations, application) ?? config.channel;
  const presenter = createPresenter({ operations, outbox, memory, channelOf, clock, log });
  return { outbox, presenter, channelOf };
}

const orphansOut = (
  { config, operations, records, clock }: SlackOptions,
  outbox: Outbox,
  channelOf: MessagesOut["channelOf"],
): OrphanMessages =>
  createOrphanMessages({
    ...{ operations, outbox, records, clock },
    channelOf: (application) => (application === undefined ? config.channel : channelOf(application)),
  });

/** An application whose manifest is gone has no channel of its own any more. */
function channelIn(operations: Operations, application: string): string | undefined {
  try {
    return operations.application(application).channel;
  } catch (error) {
    if (error instanceof DomainError && error.kind === "not-found") return undefined;
    throw error;
  }
}

function transportOf({ config, clock, log }: SlackOptions): Transport {
  const { signingSecret, appToken, listen, apiUrl } = config;
  if (signingSecret !== undefined) return httpTransport({ signingSecret, listen, log });
  if (appToken !== undefined) return socketModeTransport({ appToken, apiUrl, clock, log });
  throw new DomainError("invalid-input", "slack has neither signingSecret nor appToken", {
    next: "give one of them in config.yml: docs/slack-setup.md tells which",
  });
}

function reasonsOf(
  identity: { readonly reason: string | undefined },
  transport: Transport,
  outbox: Outbox,
): readonly string[] {
  const revoked = outbox.stats().revoked ? ["Slack refuses the bot's token"] : [];
  const unknown = identity.reason === undefined ? revoked : [identity.reason];
  return [...transport.reasons(), ...unknown];
}

async function endListening(
  transport: Transport,
  inFlight: ReturnType<typeof createInFlight>,
  signal: AbortSignal,
): Promise<void> {
  const idle = inFlight.idle();
  await Promise.all([transport.stop(idle, signal), abortable(idle, signal).catch(() => undefined)]);
  inFlight.abort(new DomainError("interrupted", "Freezeframe was stopped"));
}
