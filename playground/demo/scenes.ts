import { killed } from "./killed.ts";
import * as promises from "./promises.ts";
import { restoreScenes } from "./restore-scenes.ts";
import { changeManifest, judged, type Scene, takeSnapshot } from "./stage.ts";
import { whoMay } from "./who-may.ts";
import { why } from "./why.ts";

const {
  alerted,
  mentions,
  namesLeftover,
  neverFrozen,
  oneMoment,
  receipt,
  says,
  thawed,
  thawedBeforeCut,
  torn,
  whole,
} = promises;

export const scenes: readonly Scene[] = [
  {
    title: "A PostgreSQL on a back end that cuts a group at one moment",
    told: ["orders-db: data, WAL and config on three volumes. It is frozen, cut and thawed."],
    play: async (stage) => {
      const asked = { application: "orders-db", reason: "before the upgrade", grade: "A" };
      const taken = await takeSnapshot(stage, asked);
      return [...judged(taken, whole), ...(await why(stage, taken))];
    },
  },
  {
    title: "Who may",
    told: [
      "Manifests name the user group @storage. The reader is not in it; and not everything is from Slack.",
    ],
    play: whoMay,
  },
  {
    title: "The same on a back end where Cinder silently loops over the volumes",
    told: ["orders-db-loop: each member is cut at another moment, and every API answer looks the same."],
    play: async (stage) =>
      judged(
        await takeSnapshot(stage, { application: "orders-db-loop", channel: "C0LOOP", grade: "A" }),
        whole,
      ),
  },
  ...restoreScenes,
  {
    title: "There again, without a freeze",
    told: [
      "quiesce.policy is now skip. The label must not claim what nobody saw; look at what is on the copies.",
    ],
    play: async (stage) => {
      await changeManifest(stage, "orders-db-loop", { policy: "skip" });
      const taken = await takeSnapshot(stage, {
        application: "orders-db-loop",
        channel: "C0LOOP",
        grade: "D",
      });
      return judged(taken, [receipt, says("D"), torn, neverFrozen, thawed]);
    },
  },
  {
    title: "Two servers, four volumes",
    told: ["shop: the web server stands still first, then the database; the thaw goes the other way round."],
    play: async (stage) =>
      judged(await takeSnapshot(stage, { application: "shop", channel: "C0SHOP", grade: "A" }), whole),
  },
  {
    title: "One member fails",
    told: [
      "The driver fails for the volume orders-db-loop-data. The loop goes on and leaves two snapshots behind.",
    ],
    play: async (stage) => {
      await changeManifest(stage, "orders-db-loop", {});
      const fault = await stage.world.control.fault({ kind: "create-fails", volume: "orders-db-loop-data" });
      const taken = await takeSnapshot(stage, {
        application: "orders-db-loop",
        channel: "C0LOOP",
        grade: undefined,
      });
      await stage.world.control.clearFaults(fault);
      const names = mentions("it names the volume that failed", /\bdata\b.*\berror\b/);
      const last = mentions("it names the last good point", /Last good point: `orders-db-loop-/);
      return judged(taken, [
        mentions("never a success", /INCOMPLETE/),
        names,
        last,
        namesLeftover,
        alerted,
        thawed,
      ]);
    },
  },
  {
    title: "A guest that cannot be frozen, under policy: degrade",
    told: [
      "The kernel refuses to freeze the WAL's file system. Everything is thawed, then cut all the same.",
    ],
    play: async (stage) => {
      await changeManifest(stage, "shop", { policy: "degrade" });
      const mount = "/var/lib/postgresql-wal";
      await stage.world.control.guestFault("shop-db-1", { kind: "freeze-fails", mount });
      const taken = await takeSnapshot(stage, { application: "shop", channel: "C0SHOP", grade: "C" });
      await stage.world.control.clearGuestFaults("shop-db-1");
      const degraded = mentions("it says that it is degraded", /DEGRADED/);
      return judged(taken, [says("C"), degraded, alerted, thawedBeforeCut, oneMoment, thawed]);
    },
  },
  {
    title: "The bot is killed while the database is frozen",
    told: [
      "kill -9 inside the freeze window, then a new start. The guest does not wait for anybody: it thaws by itself.",
    ],
    play: killed,
  },
];
