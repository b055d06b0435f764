import { error } from "#domain/finding.ts";
import { leftoverOf } from "#domain/leftover.ts";
import type { SnapshotResult } from "#domain/snapshot-result.ts";
import {
  evidence,
  failedSet,
  hold,
  lostHold,
  member,
  pointOf,
  RUN,
  resultOf,
  set,
  unthawedHold,
} from "./sample.ts";

/** One result for each way in which a snapshot run can end with one. */

const made = { status: "available" };
const left = leftoverOf({
  id: set.groupSnapshotId,
  name: set.name,
  groupId: "a1e3c2d4",
  status: "error",
});
const stuck = leftoverOf({
  id: "77e1f0aa-0b7c-4c0f-b1a7-0242ac120002",
  name: `ff/prod/orders-db/${RUN}/e31b`,
  groupId: "a1e3c2d4",
  status: "creating",
});
const lateSet = { ...set, availableAt: "2026-11-23T10:42:18.600Z" };
const many = Array.from({ length: 500 }, (_, index) =>
  member(`data-${index}`, index % 50 === 7 ? { status: "error" } : {}),
);

export const results = {
  ok: resultOf({ held: { hold, holdFailure: [] }, made, set, point: pointOf(evidence.whole) }),
  "ok-no-freeze-wanted": resultOf({
    policy: "skip",
    held: { holdFailure: [] },
    made,
    set,
    point: pointOf(evidence.unknown),
    leftovers: [stuck],
    unstamped: ["wal"],
  }),
  degraded: resultOf({
    policy: "degrade",
    held: { hold: lostHold, holdFailure: evidence.lost.holdFailure },
    made,
    set: lateSet,
    point: pointOf(evidence.lost),
  }),
  "degraded-not-frozen": resultOf({
    policy: "degrade",
    held: { holdFailure: ["orders-db-1: ssh: connect to host 10.0.0.5 port 22: No route to host"] },
    made,
    set,
    point: pointOf(evidence.unfrozen),
  }),
  "requirement-missed": resultOf({
    held: { hold: lostHold, holdFailure: evidence.lost.holdFailure },
    made,
    set: lateSet,
    point: pointOf(evidence.lost),
  }),
  "thaw-not-confirmed": resultOf({
    held: {
      hold: unthawedHold,
      holdFailure: ["orders-db-1: the watchdog fired", "orders-db-1: the thaw was not proved"],
    },
    made,
    set,
    point: pointOf({ ...evidence.whole, hold: unthawedHold }),
  }),
  refused: resultOf({
    findings: [
      error(
        "over-quota",
        "snapshots",
        'the set needs 3 of the quota "snapshots", 0 of 200 are free (200 used, 0 reserved)',
        {
          next: "delete group snapshots that nobody needs, or ask for more: openstack quota set --snapshots …",
        },
      ),
    ],
  }),
  "refused-no-freeze": resultOf({
    held: { holdFailure: ["orders-db-1: /srv/wal is on /dev/vdc, which is not volume orders-wal"] },
    made: { status: "refused" },
  }),
  incomplete: resultOf({
    held: {
      hold: { ...hold, windowMs: 1_900, availableBeforeThaw: false },
      holdFailure: ["the group snapshot was not available before the thaw"],
    },
    made: { status: "error", problem: "the group snapshot is error" },
    set: failedSet,
    leftovers: [left, stuck],
  }),
  unanswered: resultOf({
    held: {
      hold: { ...hold, windowMs: 10_000, availableBeforeThaw: false },
      holdFailure: ["the group snapshot was not available before the thaw"],
    },
    made: { status: "creating", problem: "the group snapshot is creating" },
    set: {
      ...set,
      status: "creating",
      members: [
        member("data", { status: "creating" }),
        member("wal", { status: "creating" }),
        member("config", { status: "creating" }),
      ],
    },
    leftovers: [stuck],
  }),
  "500-volumes": resultOf({
    held: { hold, holdFailure: [] },
    made: { status: "error" },
    set: { ...set, status: "error", members: many },
    leftovers: [left],
    lastGood: null,
  }),
} satisfies Record<string, SnapshotResult>;
