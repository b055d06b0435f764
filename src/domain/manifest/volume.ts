import { z } from "zod";
import { CloudName, Name, Role } from "./name.ts";

const neverFrozen = /^\/(usr|etc|var|run|boot|proc|sys|dev)?$/;

const Mount = z
  .string({ error: "expected an absolute path" })
  .regex(/^(\/[^\s/]+)+$|^\/$/, { error: "expected an absolute path without spaces, // or a final slash" })
  .refine((path) => !/\/\.{1,2}(\/|$)/.test(path), { error: "expected an absolute path without . or .." })
  .refine((path) => !neverFrozen.test(path), {
    error: "expected a mount point of data: system mounts are never frozen",
  });

/** A volume of the group. Exactly one of `name` and `id` says which one it is in the cloud. */
export const ManifestVolume = z.strictObject({
  role: Role.describe("What the volume is to the application; unique"),
  name: CloudName.optional().describe("Volume name; must fit exactly one volume"),
  id: z.guid({ error: "expected a volume id, such as 3fa2b6a4-…" }).optional().describe("Volume id"),
  server: Name.optional().describe(
    "The server that it is attached to; may be left out when there is only one",
  ),
  mount: Mount.optional().describe("Where its file system must be mounted; left out = wherever it is"),
});
export type ManifestVolume = z.infer<typeof ManifestVolume>;
