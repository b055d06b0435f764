import type { Incident } from "#domain/rpo/incident.ts";
import { NOW } from "./sample.ts";

const HOUR = 3_600_000;

const open: Incident = {
  id: "rpo:orders-db:2026-11-23T08:42:12Z",
  kind: "rpo",
  application: "orders-db",
  openedAt: NOW - 2 * HOUR,
  text: "RPO 4 h is missed: the newest recovery point of grade A or better is of 2026-11-23 04:42 UTC (orders-db-20261123-044203-11d0); the last scheduled run (snapshot:orders-db:2026-11-23T08:00Z) made no such point",
  next: "freezeframe doctor orders-db tells what stands against it",
};

const snoozed: Incident = {
  ...open,
  snoozed: { until: NOW + 3 * HOUR, by: "U0KIM2345", at: NOW - HOUR },
};

const { snoozed: _ended, ...awake } = snoozed;

/** Incidents in every state. */
export const incidents = {
  open,
  snoozed,
  forGood: { ...open, snoozed: { by: "U0KIM2345", at: NOW - HOUR } },
  again: { ...awake, remindedAt: NOW - 60_000 },
  resolved: {
    ...open,
    resolvedAt: NOW - 60_000,
    resolvedBy: "point orders-db-20261123-104003-7f3a (A) of 2026-11-23 10:40 UTC",
  },
  unwatched: { ...open, resolvedAt: NOW, resolvedBy: "objectives.rpo is gone" },
  tested: {
    ...open,
    id: "tested:orders-db:2026-11-23T06:00:07Z",
    kind: "tested",
    text: "Two restore tests were due, and none has passed since 2026-11-08 05:00 UTC; the last one (test-restore:orders-db:2026-11-22T05:00Z): failed",
    next: "freezeframe test orders-db makes one now",
  },
  inconclusive: {
    ...open,
    id: "inconclusive:orders-db:2026-11-23T05:04:07Z",
    kind: "inconclusive",
    text: "The last restore tests were inconclusive, two or more in a row: nothing is known of the points that was not known before. The last one: quota gigabytes: 940 of 1000 are used",
    next: "freezeframe test orders-db tries again when that is mended",
  },
  drift: {
    ...open,
    id: "drift:orders-db:2026-11-23T06:10:07Z",
    kind: "drift",
    text: "What is there is not what the manifest, or the newest point, says: volume orders-archive (5f0c1a7e-0000-4000-8000-000000000007) is attached to orders-db-1 and in no snapshot: it is not in the group (costs: what the application keeps there is in no point, whatever its label says)",
    next: "freezeframe drift orders-db tells each, with the commands that mend it",
  },
  left: {
    ...open,
    id: "left:orders-db:2026-11-23T06:20:07Z",
    kind: "left",
    text: "a restore has left something behind in the cloud: r-20261123-050007-77e1f0",
    next: "freezeframe restores tells what holds it, then freezeframe discard r-20261123-050007-77e1f0",
  },
  backup: {
    ...open,
    id: "backup:Freezeframe:2026-11-23T03:00:07Z",
    kind: "backup",
    application: "Freezeframe",
    text: "the store could not be backed up: /mnt/backup has 12 MB free, and the store needs 48 MB",
    next: "free the disk, then freezeframe store backup",
  },
} as const satisfies Readonly<Record<string, Incident>>;
