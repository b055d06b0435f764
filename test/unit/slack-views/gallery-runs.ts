import type { RunView } from "#engine/port.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { noteMessage } from "#surfaces/slack/views/note-message.ts";
import type { Phase } from "#surfaces/slack/views/phase.ts";
import { runMessage } from "#surfaces/slack/views/run-message.ts";
import type { RunState } from "#surfaces/slack/views/run-state.ts";
import { results } from "./results.ts";
import { NOW, run } from "./sample.ts";

const PHASES: readonly Phase[] = [
  { phase: "preflight", at: NOW - 8_000 },
  { phase: "freezing", at: NOW - 5_000 },
  { phase: "frozen", at: NOW - 4_600 },
  { phase: "thawed", at: NOW - 3_900, windowMs: 800 },
  { phase: "collecting", at: NOW - 3_000 },
];

const until = (last: Phase["phase"]): Phase[] =>
  PHASES.slice(0, PHASES.findIndex((phase) => phase.phase === last) + 1);

const state = (change: Partial<RunState>): RunState => ({
  run: run(),
  application: "orders-db",
  requestedBy: "U0KIM2345",
  reason: "before the schema change",
  phases: [],
  ...change,
});

const tell = (change: Partial<RunState>): Message => runMessage(state(change), NOW);
const ended = (how: RunView["state"], change: Partial<RunView> = {}): RunView =>
  run({ state: how, endedAt: NOW, ...change });

/** What a channel sees of runs, and notes. */
export const runs: Readonly<Record<string, Message>> = {
  "run-queued": tell({ run: run({ state: "queued" }), busyWith: "r-20261123-104158-02be" }),
  "run-queued-unknown": tell({ run: run({ state: "queued" }) }),
  "run-starting": tell({}),
  "run-waiting": tell({ phases: [{ phase: "waiting", at: NOW - 9_000 }] }),
  ...Object.fromEntries(PHASES.map(({ phase }) => [`run-${phase}`, tell({ phases: until(phase) })])),
  "run-collecting-not-frozen": tell({
    phases: [PHASES[0], PHASES[4]].filter((phase) => phase !== undefined),
  }),
  "run-stopping": tell({ phases: until("frozen"), stopping: true }),
  ...Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      `run-${name}`,
      tell({ run: ended("done"), phases: PHASES, result }),
    ]),
  ),
  "run-result-unreadable": tell({ run: ended("done", { result: { from: "another version" } }) }),
  "run-failed": tell({
    run: ended("failed", {
      error: {
        kind: "unreachable",
        message: "Keystone at https://cloud.example/identity did not answer within 10 s",
        next: "try again; if it stays, ask whoever runs the cloud",
      },
    }),
    phases: until("preflight"),
  }),
  "run-failed-after-freeze": tell({
    run: ended("failed", { error: { kind: "failed", message: "the journal could not be read" } }),
    phases: until("frozen"),
  }),
  "run-interrupted": tell({
    run: ended("failed", {
      error: {
        kind: "interrupted",
        message: "the freeze window was interrupted 3 times and is not tried again",
        next: "find out why Freezeframe stopped in the middle (its log), then ask for a new snapshot",
      },
    }),
    phases: until("thawed"),
  }),
  "run-cancelled": tell({
    run: ended("cancelled", {
      error: { kind: "interrupted", message: "cancelled: by U0KIM2345: wrong application" },
    }),
  }),
  "run-parked": tell({ run: run({ state: "parked", workflow: "snapshot-application@2" }) }),
  note: noteMessage({
    title: "Manifests read again by the SIGHUP of the host",
    lines: [
      "orders-db: owners.approvers: S0DBATEAM1 → S0DBATEAM1, U0LEE6789",
      "shop: retention.daily: 7 → 14",
    ],
  }),
  "note-one-line": noteMessage({ title: "Nothing has changed", lines: [] }),
};
