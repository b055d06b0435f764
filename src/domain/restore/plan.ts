import { z } from "zod";
import { digestOf } from "../digest.ts";
import { Finding } from "../finding.ts";
import { Grade } from "../label.ts";
import { RestoreCheck } from "./check.ts";
import { SourceSorting } from "./collation.ts";
import { PlannedBoot } from "./plan-boot.ts";
import { QuotaForecast } from "./quota.ts";
import { StrategyChoice } from "./strategy.ts";

/** One volume that will be made, in the order in which it will be attached. */
export const PlannedVolume = z.object({
  role: z.string(),
  /** The member snapshot that it is made of. */
  snapshotId: z.string(),
  sourceVolumeId: z.string(),
  /** Of the snapshot, GiB: what the volume had at the point. */
  sizeGib: z.number(),
  volumeType: z.string().optional(),
  availabilityZone: z.string().optional(),
  bootable: z.boolean(),
  encrypted: z.boolean(),
  /** Where its file system is mounted on the recovery server; absent: it is attached and checked, not mounted. */
  mount: z.string().optional(),
});
export type PlannedVolume = z.infer<typeof PlannedVolume>;

/** What a restore run will do, line by line. JSON of at most 64 KiB. */
export const RestorePlan = z.object({
  version: z.literal(1),
  instance: z.string(),
  application: z.string(),
  cloud: z.string(),
  point: z.object({
    id: z.string(),
    groupId: z.string(),
    groupSnapshotId: z.string(),
    /** Epoch milliseconds. */
    takenAt: z.number(),
    grade: Grade.optional(),
    label: z.string(),
  }),
  strategy: StrategyChoice,
  volumes: z.array(PlannedVolume),
  /** Roles of the point that stay as they are: what is restored is then of another moment than they. */
  leftOut: z.array(z.string()),
  /** Without this and `boot`, the volumes are made and nobody reads them. */
  server: z.object({ id: z.string(), name: z.string() }).optional(),
  /** The server that is booted to read them, in place of one that stands ready. */
  boot: PlannedBoot.optional(),
  /** The cluster that is started on the recovery server; absent: the application has no database that we know of. */
  postgresql: z
    .object({
      cluster: z.string(),
      /** Of the source; absent: the point does not tell. */
      major: z.number().optional(),
      dataRole: z.string().optional(),
      /** What sorted its text at the source; absent: the point does not tell. */
      sorting: SourceSorting.optional(),
    })
    .optional(),
  /** The MariaDB server that is started in its place. */
  mariadb: z
    .object({
      name: z.string(),
      /** Release series of the source, as 10.11; absent: the point does not tell. */
      series: z.string().optional(),
      dataRole: z.string().optional(),
    })
    .optional(),
  checks: z.array(RestoreCheck),
  /** Roles on which the canary of this point has left its lines; absent: there was none. */
  canary: z.array(z.string()).optional(),
  /** How long what was made stays before it counts as forgotten, ms. */
  ttlMs: z.number(),
  onFailure: z.enum(["tear down", "keep"]),
  findings: z.array(Finding),
  /** How it looked when the plan was made: none of it is part of the digest. */
  plannedAt: z.number(),
  quota: QuotaForecast,
  expected: z.object({ ms: z.number(), from: z.number() }).optional(),
  rtoMs: z.number().optional(),
});
export type RestorePlan = z.infer<typeof RestorePlan>;

/**
 * SHA-256 of all that an approval binds: everything but how it looked at the time. A field that is added later is bound
 * unless it is taken out here. Of what was found only warnings count, by what they are about: the words hold figures that
 * change by themselves, and an error stops the run anyway.
 */
export function planDigest(plan: RestorePlan): string {
  const {
    plannedAt: _at,
    quota: _quota,
    expected: _expected,
    rtoMs: _rto,
    findings,
    strategy,
    ...bound
  } = plan;
  const warned = findings
    .filter(({ severity }) => severity === "warning")
    .map(({ code, subject }) => [code, subject])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return digestOf({ ...bound, strategy: strategy.how ?? "none", warned });
}
