import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { SimulatedApplication } from "./applications.ts";
import { identities, type Passwords } from "./world-seed.ts";

/** What may be changed of a manifest that the playground writes. */
export interface ManifestChange {
  readonly policy?: "require" | "degrade" | "skip";
  readonly budget?: string;
  readonly stages?: readonly (readonly Readonly<Record<string, unknown>>[])[];
  /** Top-level keys laid over the manifest, e.g. `objectives`. */
  readonly top?: Readonly<Record<string, unknown>>;
}

export interface InstallationPlan {
  readonly directory: string;
  readonly cloudUrl: string;
  readonly passwords: Passwords;
  readonly applications: readonly SimulatedApplication[];
  /** Port of each simulated server. */
  readonly ports: ReadonlyMap<string, number>;
  /** Where restored volumes are read. */
  readonly recoveryServer: { readonly name: string; readonly port: number };
  /** `member`: without the reader entry, so that pools and specs cannot be read. */
  readonly credential: "reader" | "member";
  /** Whether config.yml declares what the simulated drivers do. */
  readonly declareBackends: boolean;
  /** Who may snapshot and thaw, in every manifest. */
  readonly operators: readonly string[];
  readonly slack: SlackPlan | undefined;
  /** Where the bot answers /livez, /readyz and /metrics. */
  readonly httpPort: number;
  /** The bot's Unix socket; undefined: beside the store. */
  readonly controlPath: string | undefined;
  /** Laid over `limits:`, in which freezes need no time between them. */
  readonly limits: Readonly<Record<string, unknown>>;
}

/** What config.yml says of the simulated Slack. */
export interface SlackPlan {
  readonly transport: "http" | "socket";
  readonly team: string;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Where the bot takes Slack's requests; unused over Socket Mode. */
  readonly port: number;
  /** Where each manifest's runs are told, by application; others in C0STORAGE. */
  readonly channels: Readonly<Record<string, string>>;
}

const CHANNEL = "C0STORAGE";

/** Writes config.yml, clouds.yaml, the keys and manifests/ for the real bot. Returns the path of config.yml. */
export async function writeInstallation(plan: InstallationPlan): Promise<string> {
  const { directory } = plan;
  await mkdir(join(directory, "manifests"), { recursive: true });
  await writePrivate(join(directory, "signing.key"), randomBytes(32).toString("hex"));
  await writePrivate(join(directory, "clouds.yaml"), stringify({ clouds: clouds(plan) }));
  if (plan.slack !== undefined) await writeSlackSecrets(directory, plan.slack);
  const config = join(directory, "config.yml");
  await writeFile(config, stringify(configFile(plan)));
  for (const application of plan.applications) await writeManifest(plan, application, {});
  return config;
}

/** Writes one manifest anew. */
export async function writeManifest(
  plan: InstallationPlan,
  application: SimulatedApplication,
  change: ManifestChange,
): Promise<void> {
  const file = join(plan.directory, "manifests", `${application.name}.yml`);
  await writeFile(file, stringify(manifest(plan, application, change)));
}

async function writeSlackSecrets(directory: string, slack: SlackPlan): Promise<void> {
  await writePrivate(join(directory, "slack-bot.token"), slack.botToken);
  await writePrivate(join(directory, "slack-app.token"), slack.appToken);
  await writePrivate(join(directory, "slack-signing.secret"), slack.signingSecret);
}

const writePrivate = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });

function clouds({ cloudUrl, passwords }: InstallationPlan): unknown {
  const auth_url = `${cloudUrl}/identity/v3`;
  return {
    simulated: {
      auth_type: "v3applicationcredential",
      auth: {
        auth_url,
        application_credential_id: identities.applicationCredentialId,
        application_credential_secret: passwords.applicationCredential,
      },
      region_name: "RegionOne",
    },
    "simulated-reader": {
      auth: {
        auth_url,
        username: identities.readerUser,
        password: passwords.reader,
        project_name: identities.readerProject,
        user_domain_id: "default",
        project_domain_id: "default",
      },
      region_name: "RegionOne",
    },
  };
}

function configFile({
  credential,
  declareBackends,
  slack,
  httpPort,
  controlPath,
  limits,
  recoveryServer,
}: InstallationPlan): unknown {
  return {
    instance: "playground",
    store: { path: "./var/freezeframe.sqlite" },
    manifests: "./manifests",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the bot's own way to name a secret's file
    signingKey: "${file:./signing.key}",
    clouds: {
      simulated: {
        cloud: "simulated",
        ...(credential === "reader" && { reader: "simulated-reader" }),
        clientConfigFile: "./clouds.yaml",
        ...(declareBackends && {
          backends: [
            { pool: "playground@atomic", driver: "PlaygroundAtomicDriver", groupSnapshots: "atomic" },
            { pool: "playground@looping", driver: "PlaygroundLoopingDriver", groupSnapshots: "loops" },
          ],
        }),
      },
    },
    recovery: {
      servers: [{ name: recoveryServer.name, cloud: "simulated", local: { port: recoveryServer.port } }],
    },
    operators: { [userInfo().username]: "U0PLAYGROUND" },
    limits: { betweenFreezes: "0s", ...limits },
    http: { host: "127.0.0.1", port: httpPort },
    ...(controlPath !== undefined && { control: { path: controlPath } }),
    ...(slack !== undefined && { slack: slackSection(slack) }),
  };
}

const slackSection = ({ team, transport, port, apiUrl }: SlackPlan): unknown => ({
  team,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the bot's own way to name a secret's file
  botToken: "${file:./slack-bot.token}",
  ...(transport === "http"
    ? {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the bot's own way to name a secret's file
        signingSecret: "${file:./slack-signing.secret}",
        listen: { host: "127.0.0.1", port },
      }
    : {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the bot's own way to name a secret's file
        appToken: "${file:./slack-app.token}",
      }),
  channel: CHANNEL,
  apiUrl,
});

function manifest(
  plan: InstallationPlan,
  application: SimulatedApplication,
  change: ManifestChange,
): unknown {
  const policy = change.policy ?? "require";
  return {
    version: 1,
    application: application.name,
    cloud: "simulated",
    ...(plan.slack !== undefined && { channel: plan.slack.channels[application.name] ?? CHANNEL }),
    owners: { operators: plan.operators, approvers: ["U0APPROVER"] },
    group: {
      name: application.name,
      volumes: application.volumes.map(({ role, name, server, mount }) => ({ role, name, server, mount })),
    },
    servers: application.servers.map((name) => ({ name, local: { port: plan.ports.get(name) } })),
    quiesce: {
      policy,
      budget: change.budget ?? "5s",
      ...(policy !== "skip" && { stages: change.stages ?? application.stages }),
    },
    restore: { recoveryServer: plan.recoveryServer.name },
    restoreTest: {
      target: { kind: "server", name: plan.recoveryServer.name },
      checks: application.checks,
    },
    ...change.top,
  };
}
