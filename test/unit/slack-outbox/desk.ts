import { onTestFinished } from "vitest";
import type { MessageSlot } from "#domain/message-slot.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { createLog } from "#support/log.ts";
import { createOutbox, type Outbox, type SlotRecords } from "#surfaces/slack/outbox/outbox.ts";
import type { Pace } from "#surfaces/slack/outbox/pace.ts";
import type { Priority, Rendered } from "#surfaces/slack/outbox/rendered.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { SlackInMemory } from "./slack-in-memory.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** What is true of a run, for its message. */
export interface Truth {
  readonly text: string;
  readonly final?: boolean;
  readonly priority?: Priority;
  readonly message?: Message;
}

/** Freeze windows of this process. */
export class Windows {
  open = 0;
  #waiting: (() => void)[] = [];

  closed(): Promise<void> {
    return this.open === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open === 0) for (const go of this.#waiting.splice(0)) go();
  }
}

export interface Desk {
  readonly time: VirtualTime;
  readonly slack: SlackInMemory;
  readonly windows: Windows;
  readonly records: SlotRecords;
  /** By run. A run that is not here has nothing to tell. */
  readonly truth: Map<string, Truth>;
  /** Log lines as they were written. */
  readonly said: { readonly level: string; readonly msg: string; readonly [field: string]: unknown }[];
  /** Whether a window was open at each `saveSlot`. */
  readonly savedWhileOpen: boolean[];
  outbox: Outbox;
  /** Another process on the same records: what was only in memory is lost. */
  restart(): Promise<void>;
  /** Opens the run's slot and says that it starts. */
  start(run: string, channel?: string): Promise<void>;
  tell(run: string, truth: Truth): void;
}

export const render =
  (truth: ReadonlyMap<string, Truth>) =>
  async (slot: MessageSlot): Promise<Rendered | undefined> => {
    const { about } = slot;
    if (about.kind === "note")
      return { message: { text: about.title, blocks: [] }, final: true, priority: "final" };
    if (about.kind !== "run" && about.kind !== "alert") return undefined;
    const { runId, kind } = about;
    const known = truth.get(runId);
    if (known === undefined) return undefined;
    const message = known.message ?? { text: `${runId} ${known.text}`, blocks: [] };
    if (kind === "alert")
      return { message: { ...message, text: `alert ${message.text}` }, final: true, priority: "alert" };
    if (slot.ts === undefined)
      return { message: { text: `${runId} starting`, blocks: [] }, final: false, priority: "progress" };
    const final = known.final ?? false;
    return { message, final, priority: known.priority ?? (final ? "final" : "progress") };
  };

/** An outbox on a real store, with virtual time and a Slack in memory. */
export function createDesk(options: { pace?: Partial<Pace>; records?: SlotRecords } = {}): Desk {
  const time = createVirtualTime();
  const windows = new Windows();
  const said: Desk["said"] = [];
  const log = createLog({
    level: "debug",
    destination: { write: (line) => void said.push(JSON.parse(line)) },
  });
  const truth = new Map<string, Truth>();
  const slack = new SlackInMemory(time);
  const stored = options.records ?? realRecords(time);
  const savedWhileOpen: boolean[] = [];
  const records: SlotRecords = {
    slot: (id) => stored.slot(id),
    openSlots: () => stored.openSlots(),
    saveSlot: (slot) => {
      savedWhileOpen.push(windows.open > 0);
      return stored.saveSlot(slot);
    },
  };
  const create = () =>
    createOutbox({
      ...{ sender: slack, records, windows, log, render: render(truth) },
      ...{ clock: time.clock, pause: time.pause, random: () => 0, pace: options.pace ?? {} },
    });
  const desk: Desk = {
    ...{ time, slack, windows, records, truth, said, savedWhileOpen },
    outbox: create(),
    restart: async () => {
      await desk.outbox.stop();
      desk.outbox = create();
      await desk.outbox.recover();
    },
    start: async (run, channel = "C1") => {
      truth.set(run, truth.get(run) ?? { text: "preflight" });
      const opened = desk.outbox.open({ id: `run ${run}`, channel, about: { kind: "run", runId: run } });
      await time.settle();
      if (windows.open === 0) await opened;
    },
    tell: (run, said_) => {
      truth.set(run, said_);
      desk.outbox.changed(`run ${run}`);
    },
  };
  onTestFinished(() => desk.outbox.stop());
  return desk;
}

function realRecords({ clock }: VirtualTime): SlotRecords {
  // A real disk takes time that is not virtual.
  const database = temporaryDatabase(undefined, async () => undefined);
  return createRecords({ store: openStore(database), clock, freeBytes: database.freeBytes });
}
