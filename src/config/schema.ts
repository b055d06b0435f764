import { z } from "zod";
import { Name } from "#domain/manifest/name.ts";
import { SlackUserId } from "#domain/manifest/slack-id.ts";
import { deadManSection } from "./dead-man-section.ts";
import { LimitsSection } from "./limits.ts";
import { listen } from "./listen.ts";
import { recoverySection } from "./recovery-section.ts";
import { type SecretContext, secretField } from "./secret-field.ts";
import { slackSection } from "./slack-section.ts";
import { type PathSchema, sshSection } from "./ssh-section.ts";
import { storeSection } from "./store-section.ts";

/** `sun_path` of unix(7), less its closing zero. */
const MAX_SOCKET_PATH = 107;

/**
 * The schema of config.yml. It is made for one file: paths are relative to it, and secrets are resolved while parsing,
 * so that the text of a secret is never part of a parsed value.
 */
export function configSchema(context: SecretContext) {
  const path = z
    .string({ error: "expected a path" })
    .min(1, "expected a path")
    .transform((text) => context.path(text));
  return z.strictObject({
    instance: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
        error: "expected lower-case letters, digits and dashes, at most 32 long",
      })
      .describe("Id of this installation: part of every stamp, never to be changed"),
    store: storeSection(path),
    manifests: path.prefault("manifests").describe("Directory of the manifests, one file per application"),
    signingKey: secretField(context, 32).describe(
      "Key of the HMAC on member snapshots: at least 32 characters",
    ),
    clouds: cloudsSchema(path).describe("What manifests call cloud"),
    guests: guestsSchema(path)
      .optional()
      .describe("How guests are reached; needed as soon as a manifest says ssh"),
    recovery: recoverySection(path)
      .optional()
      .describe(
        "Servers that restored volumes may be attached to; without it nothing can be restored to one",
      ),
    operators: z
      .record(z.string().min(1), SlackUserId)
      .default({})
      .describe("Users of the command line: OS user name to Slack user id. Others may only read"),
    breakGlass: z
      .array(SlackUserId, { error: "expected a list of Slack user ids" })
      .default([])
      .describe(
        "Slack user ids of those who may approve alone in an emergency; an approver reviews it later",
      ),
    protect: z
      .array(z.string().min(1), { error: "expected a list of ids or names" })
      .default([])
      .describe("Cloud resources that clean-up never deletes, by id or by exact name"),
    limits: LimitsSection.prefault({}),
    log: z
      .strictObject({
        level: z
          .enum(["error", "warn", "info", "debug", "trace"])
          .default("info")
          .describe("Least level that is written"),
      })
      .prefault({}),
    slack: slackSection(context).optional().describe("The Slack app"),
    http: listen({ host: "127.0.0.1", port: 9464 }).describe(
      "Where the bot answers /livez, /readyz and /metrics; for your own network only",
    ),
    deadMan: deadManSection(context)
      .optional()
      .describe("An outside monitor that calls somebody when it hears nothing from the bot"),
    control: z
      .strictObject({
        path: path
          .refine((socket) => Buffer.byteLength(socket) <= MAX_SOCKET_PATH, {
            error: `expected a path of at most ${MAX_SOCKET_PATH} bytes: a Unix socket takes no longer one`,
          })
          .describe("Unix socket of the running bot, for the command line"),
      })
      .optional()
      .describe("Default: control/freezeframe.sock beside the store"),
  });
}

/** config.yml, read: paths absolute, durations in milliseconds, secrets resolved. */
export type Config = z.infer<ReturnType<typeof configSchema>>;

const cloudsSchema = (path: PathSchema) =>
  z
    .record(Name, cloudSchema(path), { error: "expected a mapping of clouds" })
    .refine((clouds) => Object.keys(clouds).length > 0, { error: "expected at least one cloud" })
    .transform((clouds) =>
      Object.fromEntries(
        Object.entries(clouds).map(([name, cloud]) => [name, { ...cloud, cloud: cloud.cloud ?? name }]),
      ),
    );

const guestsSchema = (path: PathSchema) => z.strictObject({ ssh: sshSection(path) });

function cloudSchema(path: PathSchema) {
  return z.strictObject({
    cloud: Name.optional().describe("Entry of clouds.yaml; default: the same name"),
    region: z.string().min(1).optional().describe("This region instead of the entry's region_name"),
    project: z
      .string()
      .min(1)
      .optional()
      .describe(
        "This project instead of the entry's, by id or by name in the same domain; an application credential has one for good",
      ),
    reader: Name.optional().describe(
      "Another entry, with an administrator's read rights: shows pools, specs and every project's lists",
    ),
    clientConfigFile: path.optional().describe("This clouds.yaml instead of the standard search path"),
    backends: z.array(Backend).default([]).describe("Back ends whose behaviour the operator declares"),
    isolatedNetworks: z
      .array(z.string().min(1), { error: "expected a list of networks" })
      .default([])
      .describe(
        "Networks, by name or id, that a server booted for a restore may be in: none that leads to anything in use",
      ),
  });
}

const Backend = z
  .strictObject({
    pool: z
      .string()
      .regex(/^[^\s@#]+@[^\s@#]+(#\S+)?$/, { error: "expected host@backend or host@backend#pool" })
      .optional()
      .describe("host@backend, with or without #pool"),
    volumeTypes: z
      .array(z.string().min(1))
      .min(1, "expected at least one volume type")
      .optional()
      .describe("Volume types that land there, for credentials that cannot see a volume's host"),
    driver: z.string().min(1).describe("Driver class, such as RBDDriver"),
    release: z.int().min(1).optional().describe("Major Cinder release, such as 28 for 2026.1"),
    groupSnapshots: z
      .enum(["atomic", "loops"])
      .optional()
      .describe("For a driver that Freezeframe does not know; labels then say: as declared by the operator"),
  })
  .refine((backend) => backend.pool !== undefined || backend.volumeTypes !== undefined, {
    error: "expected pool or volumeTypes: which volumes are meant?",
    when: ({ value }) => z.object({}).safeParse(value).success,
  });
