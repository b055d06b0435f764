import type { FailureKind } from "#domain/failure/failure-kind.ts";
import type { OrphanClass } from "#domain/orphans/orphan.ts";
import { recountQuota } from "../recount-quota.ts";
import type { BackEnd } from "./back-end.ts";
import { cinder, type Source } from "./source.ts";

/** Something that breaks, by how it looks in the API; which of it applies depends on what the back end does. */
export interface Trouble {
  readonly id: string;
  readonly title: string;
  /** What a run of Freezeframe calls it when it meets it … */
  readonly kinds: readonly FailureKind[];
  /** … and what a search for orphans calls what is left of it. */
  readonly classes: readonly OrphanClass[];
  readonly looks: Readonly<Record<Exclude<BackEnd["does"], "unknown">, string>>;
  readonly act: readonly string[];
  readonly commands: readonly string[];
  /** What only an administrator can do; absent: nothing needs one. */
  readonly admin?: string;
  readonly from: readonly Source[];
}

/** THE table of what breaks in Cinder: every failure kind and orphan class that has a cause there is in it. */
export const TROUBLES: readonly Trouble[] = [
  {
    id: "member-failed",
    title: "One volume fails",
    kinds: ["incomplete"],
    classes: ["failed set"],
    looks: {
      atomic: "group snapshot `error` and every member `error`, within a moment; group and volumes as before",
      loops:
        "group snapshot `error`, the failed member `error`, its siblings `available`: they look like snapshots, and are of no common moment",
    },
    act: [
      "Thaw first; the run has done that.",
      "It is no recovery point, whatever its members say. Cinder rolls nothing back and writes no message; the reason is in the log of cinder-volume, under the request's id.",
      "Delete the whole set: single members cannot be deleted.",
    ],
    commands: ["freezeframe clean APP RUN", "cinder group-snapshot-delete ID"],
    from: [cinder("cinder/volume/manager.py:4154-4262")],
  },
  {
    id: "stuck-creating",
    title: "Stuck in `creating` (or `deleting`)",
    kinds: ["unanswered"],
    classes: ["stuck set"],
    looks: {
      atomic:
        "group snapshot and every member `creating` for ever: the driver raised what is no CinderException, or cinder-volume died in the call; a restart cleans nothing",
      loops:
        "group snapshot and members `creating` for ever: cinder-volume died in the call. While it is down a request is taken with 202 all the same, and carried out minutes later",
    },
    act: [
      "The next snapshot does not wait for it: nothing locks in Cinder.",
      "A reset does not cancel: a driver call that returns later makes it `available` again.",
      "DELETE answers 400 until the reset; then it works, and takes the members with it.",
    ],
    commands: [
      "cinder reset-state --type group-snapshot --state error ID   # as an administrator",
      "cinder group-snapshot-delete ID",
    ],
    admin: "the reset",
    from: [cinder("cinder/volume/manager.py:4229"), cinder("cinder/volume/manager.py:691, _do_cleanup")],
  },
  {
    id: "hollow-restore",
    title: "Hollow restore",
    kinds: [],
    classes: ["expired restore", "dead run"],
    looks: {
      atomic: "group `error`, all restored volumes `error`: it says so",
      loops:
        "group and all restored volumes `available`, one of them with nothing behind it; attaching that one answers 500 and leaves it `reserved`",
    },
    act: [
      "Never trust `available` after a restore as a group: attach and read each volume, as restore tests do.",
      "Delete what was made, and restore one volume of each member where the back end can.",
    ],
    commands: ["freezeframe discard RESTORE", "cinder group-delete --delete-volumes RESTORED-GROUP"],
    from: [cinder("cinder/volume/manager.py:3577-3596")],
  },
  {
    id: "stuck-group",
    title: "Stuck group",
    kinds: [],
    classes: ["failed group"],
    looks: {
      atomic:
        "a restore's group in `creating` after a 400 (no capacity, back end frozen), which blocks the deletion of its source; or the application's own group in `error` or `updating` after volumes were added or removed",
      loops:
        "a restore's group in `creating` after a 400 (no capacity, back end frozen), which blocks the deletion of its source; or the application's own group in `error` or `updating` after volumes were added or removed",
    },
    act: [
      "A restore's group: delete it with its volumes, in whatever status it is.",
      "The application's own group is never deleted: an administrator sets its status back, after looking at what the array has in it. A group in `error` still takes snapshots.",
    ],
    commands: [
      "cinder group-delete --delete-volumes RESTORED-GROUP",
      "cinder reset-state --type group --state available GROUP   # as an administrator",
    ],
    admin: "the reset of the application's own group",
    from: [cinder("cinder/group/api.py:341,418,578-583"), cinder("cinder/volume/manager.py:4051-4069")],
  },
  {
    id: "orphaned-sets",
    title: "Orphaned group snapshots",
    kinds: ["interrupted", "cancelled"],
    classes: [
      "set without point",
      "half-deleted set",
      "point without set",
      "back end",
      "another tool's",
      "another project's",
    ],
    looks: {
      atomic:
        "a whole set that no run, point or restore knows. After a deletion that failed for one member: group snapshot `error`, all members `error`",
      loops:
        "a whole set that no run, point or restore knows. After a deletion that failed for one member: group snapshot `error`, the others still listed as `deleted` and counted in the quota; a busy member is gone from every list and still on the storage",
    },
    act: [
      "The search proves what is ours and that nothing needs it; a name is never proof.",
      "A second DELETE of a half-deleted set takes the rest.",
      "Before any deletion: no volume may have `snapshot_id` among its members.",
      "What is another tool's or another project's, and a point whose set is gone, is told to its owner and never touched.",
    ],
    commands: ["freezeframe orphans APP", "freezeframe clean APP"],
    admin: "what is on the storage alone: only the array's own tools show it",
    from: [cinder("cinder/volume/manager.py:4318,4329,4440")],
  },
  {
    id: "quota-drift",
    title: "Quota drift",
    kinds: [],
    classes: ["quota drift"],
    looks: {
      atomic:
        "413 (or 400 for a restore) though lists show room: each refused restore keeps one of `groups`; or less used than is there, after restored groups were deleted",
      loops:
        "413 (or 400 for a restore) though lists show room: each refused restore keeps one of `groups`; or less used than is there, after restored groups were deleted",
    },
    act: [
      "Compare Cinder's figures with its own lists; the search for orphans does.",
      "Have it counted anew, with the next request: on the database server of Cinder. `cinder-manage quota sync` knows no `groups`, and dies in a project that has ever had one.",
    ],
    commands: ["freezeframe orphans all", recountQuota("PROJECT")],
    admin: "the count",
    from: [cinder("cinder/group/api.py:251,341"), cinder("cinder/volume/manager.py:3880-3882")],
  },
];
