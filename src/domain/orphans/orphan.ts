import { z } from "zod";
import { digestOf } from "../digest.ts";

/** What kind of debris it is; each has its own proof and its own remedy. */
export const OrphanClass = z.enum([
  "failed set",
  "half-deleted set",
  "stuck set",
  "set without point",
  "point without set",
  "failed group",
  "dead run",
  "expired restore",
  "another tool's",
  "another project's",
  "back end",
  "quota drift",
]);
export type OrphanClass = z.infer<typeof OrphanClass>;

export const OrphanKind = z.enum([
  "server",
  "attachment",
  "volume",
  "group",
  "group snapshot",
  "snapshot",
  "recovery point",
  "quota",
]);
export type OrphanKind = z.infer<typeof OrphanKind>;

/** Something in the cloud, or missing from it, that no live run, recorded point or restore of ours accounts for. */
export const Orphan = z.object({
  /** `o-7f3a9c21d0`: typed by people; the same thing has the same one in each scan. */
  id: z.string(),
  class: OrphanClass,
  kind: OrphanKind,
  cloud: z.string(),
  /** Absent where it is no single application's. */
  application: z.string().optional(),
  /** Its id in the cloud; of an attachment the volume's. */
  thing: z.string(),
  name: z.string(),
  status: z.string(),
  /** Of an attachment: what the volume is attached to. */
  server: z.string().optional(),
  /** The run that made it. */
  runId: z.string().optional(),
  /** GiB that are free once it is gone, as Cinder counts them. */
  gib: z.number(),
  /** How many things of the cloud go with it, itself included. */
  objects: z.number(),
  /** Why we say that it is ours and that nothing needs it, one observation each. */
  proof: z.array(z.string()),
  /** Who can take it away: clean-up behind an approval, a cloud administrator, or its owner by hand. */
  by: z.enum(["clean-up", "administrator", "owner"]),
  /** Why clean-up may not touch it as it is now. */
  stays: z.string().optional(),
  /** Exact commands, in order, for what clean-up does not do. */
  commands: z.array(z.string()),
  /** Ids of orphans that have to be gone before. */
  after: z.array(z.string()),
  /** SHA-256 of all that must still be so when it is deleted. */
  fingerprint: z.string(),
});
export type Orphan = z.infer<typeof Orphan>;

export const orphanId = (
  cloud: string,
  kind: OrphanKind,
  thing: string,
  server: string | undefined = undefined,
): string => `o-${digestOf([cloud, kind, thing, server ?? ""]).slice(0, 10)}`;

type Found = Omit<Orphan, "id" | "fingerprint" | "commands" | "after" | "objects" | "stays"> & {
  readonly stays?: string | undefined;
  readonly objects?: number;
  readonly commands?: string[];
  readonly after?: string[];
  /** What else must not change: beside class, kind, ids, name and size. */
  readonly bound: unknown;
};

/** Fills in what follows from the rest. */
export function orphan({ bound, stays, ...found }: Found): Orphan {
  const { class: of, kind, cloud, application, thing, name, server, runId, gib } = found;
  return {
    objects: 1,
    commands: [],
    after: [],
    ...found,
    ...(stays === undefined ? {} : { stays }),
    id: orphanId(cloud, kind, thing, server),
    fingerprint: digestOf([of, kind, cloud, application, thing, name, server, runId, gib, bound]),
  };
}
