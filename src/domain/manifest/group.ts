import { z } from "zod";
import { CloudName } from "./name.ts";
import { ManifestVolume } from "./volume.ts";

/** The Cinder group and what must be in it: exactly these volumes. */
export const ManifestGroup = z.strictObject({
  name: CloudName.describe("Name or id of the Cinder group"),
  type: CloudName.optional().describe("Name of its group type; needed to build a group"),
  volumes: z
    .array(ManifestVolume, { error: "expected a list of volumes" })
    .min(1, "expected at least one volume")
    .describe("All volumes of the group, by role"),
});
export type ManifestGroup = z.infer<typeof ManifestGroup>;
