import { expect, test } from "vitest";
import type { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { RunView } from "#engine/port.ts";
import { createLog } from "#support/log.ts";
import { tellCleanups } from "#surfaces/slack/tell-cleanups.ts";

const item = { id: "o-1", kind: "volume", thing: "v-1", name: "ffr/here/orders/r-1/data", gib: 10 };
const report: CleanupReport = {
  runId: "r-2-clean",
  application: "orders",
  cloud: "prod",
  freedGib: 10,
  approvedBy: ["U0BOSS"],
  items: [
    { ...item, outcome: "deleted", remedy: [] },
    { ...item, id: "o-2", outcome: "skipped", why: "changed since the plan: v-2 is attached", remedy: [] },
  ],
};
const run: RunView = {
  ...{ id: "r-2-clean", workflow: "clean-orphans@1", state: "done", input: {}, createdAt: 1 },
  result: JSON.parse(JSON.stringify(report)),
};

test("the end of a clean-up is told in the application's channel, first what is still there; no other run is", () => {
  const told: unknown[] = [];
  const listeners: ((run: RunView) => void)[] = [];
  const onRun = (listener: (run: RunView) => void) => {
    listeners.push(listener);
    return () => undefined;
  };
  tellCleanups(
    { onRun },
    {
      channelOf: (application) => `channel of ${application}`,
      note: async (...said) => void told.push(said),
      log: createLog({ level: "silent" }),
    },
  );
  for (const tell of listeners) {
    tell({ ...run, workflow: "restore-application@1" });
    tell({ ...run, state: "failed", result: null });
    tell(run);
  }
  expect(told).toEqual([
    [
      "orders: 1 of 2 orphans are gone, 1 NOT deleted; 10 GiB are free",
      [
        "skipped: o-2 volume ffr/here/orders/r-1/data: changed since the plan: v-2 is attached",
        "gone: o-1",
        "run r-2-clean",
      ],
      "channel of orders",
    ],
  ]);
});
