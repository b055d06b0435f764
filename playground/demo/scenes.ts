import type { World } from "../world.ts";
import type { BotAnswer } from "./bot.ts";
import type { Observation } from "./observe.ts";

/** The bot's answer beside what was seen from outside. */
export interface Seen extends Observation {
  readonly answer: BotAnswer;
}

/** Something that Freezeframe promises, and whether it was kept as far as can be seen. */
export interface Promised {
  readonly text: string;
  readonly kept: boolean;
}

export type ShownGrade = "A" | "C" | "D";

export interface Scene {
  readonly title: string;
  /** What is about to happen, in sentences. */
  readonly told: readonly string[];
  readonly application: string;
  /** What the recovery point must be worth; undefined: there must be none. */
  readonly grade: ShownGrade | undefined;
  readonly prepare?: (world: World) => Promise<void>;
  readonly promises: readonly ((seen: Seen) => Promised)[];
}

/** The label comes first in an answer: `orders-db: A – …`, `orders-db: DEGRADED: C – …`. */
const says =
  (grade: ShownGrade) =>
  ({ answer }: Seen): Promised => ({
    text: `the bot's answer is labelled as grade ${grade}`,
    kept: /^\S+: (?:[A-Z ]+: )?([A-E]) – /m.exec(answer.output)?.[1] === grade,
  });

const exits =
  (wanted: "0" | "other than 0") =>
  ({ answer }: Seen): Promised => ({
    text: `exit code ${wanted} (it was ${answer.exitCode})`,
    kept: (answer.exitCode === 0) === (wanted === "0") && answer.exitCode !== null,
  });

const mentions =
  (text: string, pattern: RegExp) =>
  ({ answer }: Seen): Promised => ({
    text,
    kept: pattern.test(answer.output),
  });

const thawed = ({ stillFrozen, writerGoesOn }: Seen): Promised => ({
  text:
    stillFrozen.length === 0
      ? "nothing is frozen, and the writer goes on"
      : `still frozen: ${stillFrozen.join(", ")}`,
  kept: stillFrozen.length === 0 && writerGoesOn,
});

const heldAround = ({ cutInsideFreeze, frozenMs }: Seen): Promised => ({
  text: `every copy was made while all mounts were frozen (${frozenMs ?? 0} ms)`,
  kept: cutInsideFreeze,
});

const oneMoment = ({ verdict }: Seen): Promised => ({
  text:
    verdict?.oneMoment === true
      ? "the copies show one moment: no write is missing before one that is there"
      : `the copies should show one moment, and ${verdict?.lost ?? "all"} writes are missing`,
  kept: verdict?.oneMoment === true,
});

const torn = ({ verdict }: Seen): Promised => ({
  text:
    verdict?.oneMoment === false
      ? `the copies are torn: ${verdict.lost} acknowledged writes are missing although later ones are there`
      : "the copies should be torn, and are not",
  kept: verdict?.oneMoment === false,
});

const namesLeftover = ({ answer, groupSnapshot }: Seen): Promised => ({
  text: "it names what was left behind in the cloud",
  kept: groupSnapshot !== undefined && answer.output.includes(groupSnapshot.id),
});

const neverFrozen = ({ frozenMs }: Seen): Promised => ({
  text: "nothing was frozen, as the policy says",
  kept: frozenMs === undefined,
});

const thawedBeforeCut = ({ frozenMs, frozenAtCut }: Seen): Promised => ({
  text: "everything was thawed before the first copy was made: no half freeze that looks like one",
  kept: frozenMs !== undefined && frozenAtCut.length === 0,
});

const whole = [says("A"), exits("0"), heldAround, oneMoment, thawed];

export const scenes: readonly Scene[] = [
  {
    title: "A PostgreSQL on a back end that cuts a group at one moment",
    told: ["orders-db: data, WAL and config on three volumes. It is frozen, cut and thawed."],
    application: "orders-db",
    grade: "A",
    promises: whole,
  },
  {
    title: "The same on a back end where Cinder silently loops over the volumes",
    told: ["orders-db-loop: each member is cut at another moment, and every API answer looks the same."],
    application: "orders-db-loop",
    grade: "A",
    promises: whole,
  },
  {
    title: "There again, without a freeze",
    told: [
      "quiesce.policy is now skip. The label must not claim what nobody saw; look at what is on the copies.",
    ],
    application: "orders-db-loop",
    grade: "D",
    prepare: (world) => world.setManifest("orders-db-loop", { policy: "skip" }),
    promises: [says("D"), torn, neverFrozen, thawed],
  },
  {
    title: "Two servers, four volumes",
    told: ["shop: the web server stands still first, then the database; the thaw goes the other way round."],
    application: "shop",
    grade: "A",
    promises: whole,
  },
  {
    title: "One member fails",
    told: [
      "The driver fails for the volume orders-db-loop-data. The loop goes on and leaves two snapshots behind.",
    ],
    application: "orders-db-loop",
    grade: undefined,
    prepare: async (world) => {
      await world.setManifest("orders-db-loop", {});
      await world.control.fault({ kind: "create-fails", volume: "orders-db-loop-data" });
    },
    promises: [
      exits("other than 0"),
      mentions("the answer names the volume that failed", /orders-db-loop-data|\bdata error\b/),
      namesLeftover,
      thawed,
    ],
  },
  {
    title: "A guest that cannot be frozen, under policy: degrade",
    told: [
      "The kernel refuses to freeze the WAL's file system. Everything is thawed, then cut all the same.",
    ],
    application: "orders-db",
    grade: "C",
    prepare: async (world) => {
      await world.control.clearFaults();
      await world.setManifest("orders-db", { policy: "degrade" });
      await world.control.guestFault("orders-db-1", {
        kind: "freeze-fails",
        mount: "/var/lib/postgresql-wal",
      });
    },
    promises: [
      says("C"),
      exits("other than 0"),
      mentions("the answer says that it is degraded", /degraded/i),
      thawedBeforeCut,
      oneMoment,
      thawed,
    ],
  },
];
