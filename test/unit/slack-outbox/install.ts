import { onTestFinished } from "vitest";
import { createLog } from "#support/log.ts";
import { createOutbox, type Outbox } from "#surfaces/slack/outbox/outbox.ts";
import { createPresenter, type Presenter } from "#surfaces/slack/presenter.ts";
import { createRender } from "#surfaces/slack/render-slot.ts";
import { createRunMemory } from "#surfaces/slack/run-memory.ts";
import { tellIncidents } from "#surfaces/slack/tell-incidents.ts";
import { recordsInMemory } from "./records-in-memory.ts";
import { RunsInMemory } from "./runs-in-memory.ts";
import { SlackInMemory } from "./slack-in-memory.ts";
import { createVirtualTime } from "./virtual-time.ts";

/** One installation: what is durable, and processes one after another. */
export function install() {
  const time = createVirtualTime();
  const slack = new SlackInMemory(time);
  const runs = new RunsInMemory(time.clock.now);
  const records = recordsInMemory();
  const log = createLog({ level: "silent" });
  const channels: Record<string, string> = { "orders-db": "C1" };
  const channelOf = (application: string) => channels[application];
  let process: { outbox: Outbox; presenter: Presenter } | undefined;
  const start = async () => {
    await process?.outbox.stop();
    runs.forgetListeners();
    const memory = createRunMemory(time.clock);
    const { clock, pause } = time;
    const outbox = createOutbox({
      ...{ sender: slack, records, clock, log, pause, windows: { closed: async () => undefined } },
      render: createRender({ operations: runs, memory, clock, slots: records }),
    });
    const presenter = createPresenter({ operations: runs, outbox, memory, channelOf, clock, log });
    process = { outbox, presenter };
    await presenter.start();
    await tellIncidents({ operations: runs, outbox, channelOf, clock, log });
    await time.settle();
    return process;
  };
  onTestFinished(() => process?.outbox.stop());
  return { time, slack, runs, records, channels, start };
}
