import { z } from "zod";
import type { Stamp } from "../stamp.ts";

/** A stamp as it stands in metadata: a claim. What it was written on, and its signature, decide whether it counts. */
export interface ReadStamp extends Omit<Stamp, "snapshotId" | "volumeId" | "groupSnapshotId"> {
  /** Hex; empty when there is none. */
  readonly signature: string;
}

const number = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const name = z.string().min(1);

const First = z.object({
  "freezeframe:instance": name,
  "freezeframe:application": name,
  "freezeframe:point": name,
  "freezeframe:role": name,
  "freezeframe:grade": z.string(),
  "freezeframe:taken": number,
  "freezeframe:hmac": z.string().default(""),
  "freezeframe:stamp": z.literal("2").optional(),
});

const Second = z
  .object({
    "freezeframe:policy": z.string(),
    "freezeframe:by": z.string(),
    "freezeframe:members": number,
    "freezeframe:base": z.string(),
    "freezeframe:label": z.string(),
    "freezeframe:proof": z.string(),
    "freezeframe:canary": z.string(),
    "freezeframe:test": z.string(),
    "freezeframe:doubt": z.string(),
    "freezeframe:stamped": number,
  })
  .transform((read) => ({
    policy: read["freezeframe:policy"],
    by: read["freezeframe:by"],
    members: read["freezeframe:members"],
    base: read["freezeframe:base"],
    label: read["freezeframe:label"],
    proof: read["freezeframe:proof"],
    canary: read["freezeframe:canary"],
    test: read["freezeframe:test"],
    doubt: read["freezeframe:doubt"],
    stampedAt: read["freezeframe:stamped"],
  }));

/**
 * The stamp in a member snapshot's metadata, of version 1 or 2 and of any instance. Undefined where there is none, or none
 * that this version can read; whether a resource is marked at all is told by `ownershipOf`. Proves nothing by itself.
 */
export function readStamp(metadata: Readonly<Record<string, string>>): ReadStamp | undefined {
  const first = First.safeParse(metadata).data;
  if (first === undefined) return undefined;
  const claims = first["freezeframe:stamp"] === undefined ? undefined : Second.safeParse(metadata).data;
  if (first["freezeframe:stamp"] !== undefined && claims === undefined) return undefined;
  return {
    instance: first["freezeframe:instance"],
    application: first["freezeframe:application"],
    point: first["freezeframe:point"],
    role: first["freezeframe:role"],
    grade: first["freezeframe:grade"],
    takenAt: first["freezeframe:taken"],
    signature: first["freezeframe:hmac"],
    claims,
  };
}
