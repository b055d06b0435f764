import { z } from "zod";
import { readKitAnswer } from "#support/ssh/kit-answer.ts";
import type { Line } from "#support/ssh/line-codec.ts";

/** What a recovery server's answers hold. Keys that are not named here are ignored, so that a newer kit may say more. */
const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const yes = z.enum(["yes", "no"]).transform((word) => word === "yes");

export const HelloAnswer = z.object({
  protocol: count,
  kit: z.string(),
  nonce: z.string(),
  kernel: z.string(),
  postgresql: z
    .string()
    .regex(/^(\d{1,3}(,\d{1,3})*)?$/)
    .transform((text) => text.split(",").filter(Boolean).map(Number)),
  mariadb: z.string().optional(),
  glibc: z.string(),
  icu: z.string().optional(),
});

export const FoundAnswer = z.object({
  role: z.string(),
  device: z.string(),
  size: count,
  fstype: z.string(),
  uuid: z.string().optional(),
  uuid_in_use: yes,
});

export const CheckedAnswer = z.object({ role: z.string(), replayed: yes, clean: yes, text: z.string() });

export const StartedAnswer = z.object({
  major: count,
  version: z.string(),
  system: z.string(),
  data: z.string(),
  replayed: yes,
  recovered_ms: count,
  ready_ms: count,
  checksums: z.string(),
  collations: z.string(),
});

export const StartedMariadbAnswer = z.object({
  series: z.string(),
  version: z.string(),
  data: z.string(),
  replayed: yes,
  recovered_ms: count,
  ready_ms: count,
});

export const VerifiedAnswer = z.object({
  id: count,
  passed: yes,
  value: z.string().optional(),
  skipped: yes.optional(),
  text: z.string(),
});

export const CanaryAnswer = z.discriminatedUnion("state", [
  z.object({ role: z.string(), state: z.enum(["none", "damaged"]) }),
  z.object({
    role: z.string(),
    state: z.literal("read"),
    id: z.string(),
    position: count,
    of: count,
    last: count,
    at: count.optional(),
    wall: count.optional(),
    steps: z
      .string()
      .regex(/^(\d{1,12}(,\d{1,12})*)?$/)
      .default("")
      .transform((text) => text.split(",").filter(Boolean).map(Number)),
  }),
]);

export const StoppedAnswer = z.object({ cause: z.string(), left: count });

/** Reads an answer. Errors: `failed`, naming the server, when it said something else. */
export const readAnswer = <T>(server: string, schema: z.ZodType<T>, line: Line): T =>
  readKitAnswer(schema, line, {
    server,
    who: "recovery server",
    kit: "recovery kit",
    command: "freezeframe-recover",
  });
