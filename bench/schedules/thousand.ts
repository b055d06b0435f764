import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatedApplication } from "../../playground/applications.ts";
import { startCloud } from "../../playground/cloud/server.ts";
import { ControlClient } from "../../playground/control-client.ts";
import { EventLog } from "../../playground/events.ts";
import { freePorts } from "../../playground/free-ports.ts";
import { startGuest } from "../../playground/guest/guest.ts";
import { type InstallationPlan, writeInstallation, writeManifest } from "../../playground/installation.ts";
import { slackSeed } from "../../playground/slack/seed.ts";
import type { SimulatedSlack } from "../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../playground/slack/slack.ts";
import { cloudSeed, guestSeeds } from "../../playground/world-seed.ts";

/** Many applications, each with a server and two volumes of its own, on one simulated cloud. */
export interface Thousand extends AsyncDisposable {
  readonly config: string;
  readonly applications: readonly string[];
  readonly events: EventLog;
  readonly control: ControlClient;
  readonly slack: SimulatedSlack;
  /** Gives every manifest this cron for its snapshots; before the bot starts. */
  schedule(cron: string): Promise<void>;
}

/** Teams share a channel. */
const PER_CHANNEL = 20;
const ATOMIC_MS = 60;

export async function startThousand(count: number): Promise<Thousand> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "freezeframe-schedules-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const applications = Array.from({ length: count }, (_, index) => application(index));
  const events = new EventLog();
  const ports = new Map<string, number>();
  for (const seed of guestSeeds(applications)) {
    const guest = stack.use(await startGuest(seed, events));
    ports.set(seed.server, guest.port);
  }
  const passwords = {
    reader: randomBytes(12).toString("hex"),
    applicationCredential: randomBytes(24).toString("hex"),
  };
  const seed = cloudSeed(applications, { atomicMs: ATOMIC_MS, memberMs: ATOMIC_MS }, passwords);
  const quotas = Object.keys(seed.quotas ?? {}).map((project) => [project, plenty] as const);
  const cloud = stack.use(await startCloud({ ...seed, quotas: Object.fromEntries(quotas) }, { events }));
  const slack = stack.use(
    await startSlack({ seed: { channels: [...slackSeed().channels, ...channels(count)] } }),
  );
  const [port = 0, httpPort = 0] = await freePorts(2);
  slack.requestUrl = `http://127.0.0.1:${port}/slack/events`;
  const { team, apiUrl, botToken, appToken, signingSecret } = slack;
  const channelOf = applications.map(({ name }, index) => [name, channelId(index)] as const);
  const plan: InstallationPlan = {
    directory,
    cloudUrl: cloud.url,
    passwords,
    applications,
    ports,
    recoveryServer: { name: "recovery-1", port: 1 },
    credential: "reader",
    declareBackends: true,
    operators: ["U0PLAYGROUND"],
    slack: {
      ...{ transport: "http", team, apiUrl, botToken, appToken, signingSecret, port },
      channels: Object.fromEntries(channelOf),
    },
    httpPort,
    controlPath: undefined,
    limits: {},
  };
  const config = await writeInstallation(plan);
  const resources = stack.move();
  return {
    config,
    applications: applications.map(({ name }) => name),
    events,
    control: new ControlClient(cloud.url),
    slack,
    schedule: async (cron) => {
      const top = { schedule: { snapshot: cron, timezone: "UTC" } };
      for (const one of applications) await writeManifest(plan, one, { top });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const plenty = { volumes: 100_000, snapshots: 100_000, gigabytes: 10_000_000 };

function application(index: number): SimulatedApplication {
  const name = `app-${String(index).padStart(4, "0")}`;
  const server = `${name}-1`;
  return {
    name,
    pool: "atomic",
    servers: [server],
    volumes: [
      { role: "data", name: `${name}-data`, server, mount: "/srv/data" },
      { role: "logs", name: `${name}-logs`, server, mount: "/srv/logs" },
    ],
    stages: [[{ kind: "fsfreeze", server, roles: ["data", "logs"] }]],
    checks: [{ kind: "filesystem" }],
  };
}

const channelId = (index: number): string => `C0TEAM${Math.floor(index / PER_CHANNEL)}`;

const channels = (count: number) =>
  Array.from({ length: Math.ceil(count / PER_CHANNEL) }, (_, team) => ({
    ...{ id: channelId(team * PER_CHANNEL), name: `team-${team}` },
    ...{ isPrivate: false, isArchived: false, members: ["U0PLAYGROUND", "U0FREEZEFRAME"] },
  }));
