import { z } from "zod";
import { DomainError } from "./errors.ts";
import { Draft } from "./manifest/draft.ts";
import { flawsOf } from "./manifest/flaws.ts";
import { ManifestGroup } from "./manifest/group.ts";
import { ApplicationName, Name } from "./manifest/name.ts";
import { Objectives } from "./manifest/objectives.ts";
import { Approve, Owners } from "./manifest/owners.ts";
import { Quiesce } from "./manifest/quiesce.ts";
import { RestorePlan, RestoreTest } from "./manifest/restore-test.ts";
import { Retention } from "./manifest/retention.ts";
import { Schedule } from "./manifest/schedule.ts";
import { Server } from "./manifest/server.ts";
import { SlackChannelId } from "./manifest/slack-id.ts";

const Manifest = z
  .strictObject({
    version: z.literal(1, { error: "expected version 1" }).describe("Version of this format"),
    application: ApplicationName.describe("Unique in this installation"),
    cloud: Name.describe("An entry of clouds in config.yml"),
    channel: SlackChannelId.optional().describe("Slack channel that runs are told in"),
    owners: Owners,
    approve: Approve,
    group: ManifestGroup,
    servers: z.array(Server, { error: "expected a list of servers" }).min(1, "expected at least one server"),
    quiesce: Quiesce,
    objectives: Objectives.prefault({}),
    schedule: Schedule.optional(),
    retention: Retention.optional(),
    restore: RestorePlan.prefault({}),
    restoreTest: RestoreTest.optional(),
  })
  .superRefine(
    (value, context) => {
      for (const { path, message, got, known } of flawsOf(Draft.parse(value))) {
        context.addIssue({ code: "custom", path: [...path], message, params: { got, known } });
      }
    },
    // Even when a field is wrong: all problems are told at once. Draft reads what can be read.
    { when: () => true },
  );

/**
 * A protected application: what one file of `manifests/` says, with defaults filled in, durations in milliseconds and
 * every volume's server known. Cron expressions are text here.
 */
export const Application = Manifest.transform((manifest) => {
  const only = manifest.servers[0]?.name ?? "";
  const volumes = manifest.group.volumes.map((volume) => ({ ...volume, server: volume.server ?? only }));
  return { ...manifest, group: { ...manifest.group, volumes } };
});
export type Application = z.infer<typeof Application>;
export type ApplicationVolume = Application["group"]["volumes"][number];

/** What to look a volume up by: its id when the manifest has it, else its name. */
export function volumeReference(volume: ApplicationVolume): string {
  const reference = volume.id ?? volume.name;
  if (reference === undefined)
    throw new DomainError("invalid-input", `volume ${volume.role} has neither id nor name`);
  return reference;
}

/** How a server is reached: the shape that the guest port wants. */
export function guestAddress({ name, ssh, local }: Server) {
  if (local !== undefined) return { server: name, via: { kind: "local" as const, port: local.port } };
  if (ssh === undefined) throw new DomainError("invalid-input", `server ${name} has neither ssh nor local`);
  return { server: name, via: { kind: "ssh" as const, ...ssh } };
}
