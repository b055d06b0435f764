import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applications as ofTheDemo, type SimulatedApplication } from "./applications.ts";
import type { CloudSeed } from "./cloud/seed.ts";
import { startCloud } from "./cloud/server.ts";
import { ControlClient } from "./control-client.ts";
import { diskClient } from "./disk-client.ts";
import { EventLog } from "./events.ts";
import { freePorts } from "./free-ports.ts";
import { bootedGuests } from "./guest/booted/booted-guest.ts";
import { guestControlRoutes } from "./guest/control.ts";
import { type Guest, startGuest } from "./guest/guest.ts";
import { recoveryControlRoutes } from "./guest/recovery/control.ts";
import { startRecoveryServer } from "./guest/recovery/recovery-server.ts";
import type { AttachedDisks } from "./guest/recovery/seed.ts";
import {
  type InstallationPlan,
  type ManifestChange,
  type SlackPlan,
  writeInstallation,
  writeManifest,
} from "./installation.ts";
import { restoredDisks } from "./restored-disks.ts";
import type { SimulatedSlack } from "./slack/simulated-slack.ts";
import { startSlack } from "./slack/slack.ts";
import { judge, type Verdict } from "./torn.ts";
import { cloudSeed, guestSeeds, recoverySeed, uuidOf } from "./world-seed.ts";
import { startWriter, type Writer } from "./writer.ts";

export interface WorldOptions {
  /** What there is in place of the demo's applications. */
  readonly applications?: readonly SimulatedApplication[];
  /** Where config.yml and its companions go; default: a new folder below the system's temporary one, removed at the end. */
  readonly directory?: string;
  /** How long the atomic pool takes for a group (60). */
  readonly atomicMs?: number;
  /** How long the looping pool takes for each member (200). */
  readonly memberMs?: number;
  /** Between two writes of an application (8); 0 switches the writers off. */
  readonly writeEveryMs?: number;
  readonly credential?: InstallationPlan["credential"];
  readonly declareBackends?: boolean;
  /** A simulated Slack that the bot is pointed at, by HTTP or Socket Mode; default: none. */
  readonly slack?: "http" | "socket";
  /** Who may snapshot and thaw, by Slack id; default: the user group S0STORAGE, without Slack U0PLAYGROUND, who is in it. */
  readonly operators?: readonly string[];
  /** Laid over `limits:` of config.yml, as it is written there. */
  readonly limits?: InstallationPlan["limits"];
}

/** A simulated cloud, simulated guests with writers, and an installation of the real bot that points at them. */
export interface World extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly directory: string;
  /** Path of config.yml. */
  readonly config: string;
  readonly control: ControlClient;
  /** Port of each simulated server. */
  readonly ports: ReadonlyMap<string, number>;
  readonly applications: readonly SimulatedApplication[];
  readonly slack: SimulatedSlack | undefined;
  /** Where the running bot answers /livez, /readyz and /metrics. */
  readonly botUrl: string;
  /** Stable id of a seeded volume, group … e.g. `volume orders-db-data`, `group shop`. */
  idOf(kindAndName: string): string;
  /** Writes an application's manifest anew. */
  setManifest(application: string, change: ManifestChange): Promise<void>;
  /** Number of the last write that an application had acknowledged. */
  acknowledged(application: string): number;
  /** Looks at what a group snapshot really holds: one moment, or torn? */
  judge(application: string, groupSnapshotId: string): Promise<Verdict>;
  /** The same of restored volumes, by role: what a reader of their disks would find. */
  judgeRestored(application: string, volumeIds: Readonly<Record<string, string>>): Promise<Verdict>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { applications = ofTheDemo } = options;
  const find = (name: string): SimulatedApplication => {
    const found = applications.find((application) => application.name === name);
    if (found === undefined) throw new Error(`the playground has no application ${name}`);
    return found;
  };
  await using stack = new AsyncDisposableStack();
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "freezeframe-playground-")));
  if (options.directory === undefined) stack.defer(() => rm(directory, { recursive: true, force: true }));
  else await mkdir(directory, { recursive: true });
  const events = new EventLog();
  const guests = await startGuests(stack, applications, events);
  const passwords = newPasswords();
  const timing = { atomicMs: options.atomicMs ?? 60, memberMs: options.memberMs ?? 200 };
  const { cloud, control, recovery } = await startCloudAndRecovery(
    stack,
    cloudSeed(applications, timing, passwords),
    { events, guests, applications },
  );
  const writers = startWriters(stack, { applications, guests }, cloud.url, options.writeEveryMs ?? 8);
  const ports = new Map([...guests].map(([server, guest]) => [server, guest.port]));
  const [slackPort = 0, httpPort = 0] = await freePorts(2);
  const slack = options.slack === undefined ? undefined : stack.use(await startSlack());
  if (slack !== undefined && options.slack === "http")
    slack.requestUrl = `http://127.0.0.1:${slackPort}/slack/events`;
  const plan: InstallationPlan = {
    directory,
    cloudUrl: cloud.url,
    passwords,
    applications,
    ports,
    recoveryServer: { name: recovery.server, port: recovery.port },
    credential: options.credential ?? "reader",
    declareBackends: options.declareBackends ?? true,
    operators: options.operators ?? [slack === undefined ? "U0PLAYGROUND" : "S0STORAGE"],
    slack: slack && slackPlan(slack, slackPort),
    httpPort,
    controlPath: await shortSocket(stack, directory),
    limits: options.limits ?? {},
  };
  const config = await writeInstallation(plan);
  const resources = stack.move();
  return {
    url: cloud.url,
    directory,
    config,
    control,
    ports,
    applications,
    slack,
    botUrl: `http://127.0.0.1:${httpPort}`,
    idOf: uuidOf,
    setManifest: (name, change) => writeManifest(plan, find(name), change),
    acknowledged: (name) => writers.get(name)?.acknowledged ?? 0,
    judge: (name, groupSnapshotId) => judgeGroupSnapshot(control, find(name), groupSnapshotId),
    judgeRestored: (name, volumeIds) => judgeVolumes(control, find(name), volumeIds),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

interface Inhabitants {
  readonly applications: readonly SimulatedApplication[];
  readonly guests: ReadonlyMap<string, Guest>;
}

/** The recovery server reads disks of the cloud, and is itself among what can be set through the cloud's controls. */
async function startCloudAndRecovery(
  stack: AsyncDisposableStack,
  seed: CloudSeed,
  { events, guests, applications }: Inhabitants & { readonly events: EventLog },
) {
  const attached = Promise.withResolvers<AttachedDisks>();
  const recovery = stack.use(
    await startRecoveryServer(recoverySeed, async (id) => (await attached.promise)(id)),
  );
  const routes = [...guestControlRoutes(guests), ...recoveryControlRoutes(recovery)];
  const late = Promise.withResolvers<ControlClient>();
  const startGuest = bootedGuests({
    seed: recoverySeed,
    faults: recovery.faults,
    disksOf: (server) => async (id) => restoredDisks(await late.promise, applications, server)(id),
  });
  const cloud = stack.use(await startCloud(seed, { events, control: routes, startGuest }));
  const control = new ControlClient(cloud.url);
  late.resolve(control);
  attached.resolve(restoredDisks(control, applications, uuidOf(`server ${recovery.server}`)));
  return { cloud, control, recovery };
}

const newPasswords = () => ({
  reader: randomBytes(12).toString("hex"),
  applicationCredential: randomBytes(24).toString("hex"),
});

const slackPlan = (slack: SimulatedSlack, port: number): SlackPlan => ({
  transport: slack.requestUrl === undefined ? "socket" : "http",
  team: slack.team,
  apiUrl: slack.apiUrl,
  botToken: slack.botToken,
  appToken: slack.appToken,
  signingSecret: slack.signingSecret,
  port,
  channels: { "orders-db-loop": "C0LOOP", shop: "C0SHOP" },
});

/** A Unix socket's path has at most 107 bytes: in a folder with a longer name the bot's goes elsewhere. */
async function shortSocket(stack: AsyncDisposableStack, directory: string): Promise<string | undefined> {
  if (Buffer.byteLength(join(directory, "var/control/freezeframe.sock")) <= 107) return undefined;
  const folder = await mkdtemp("/tmp/freezeframe-");
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "bot.sock");
}

async function startGuests(
  stack: AsyncDisposableStack,
  applications: readonly SimulatedApplication[],
  events: EventLog,
): Promise<Map<string, Guest>> {
  const guests = new Map<string, Guest>();
  for (const seed of guestSeeds(applications)) {
    guests.set(seed.server, stack.use(await startGuest(seed, events)));
  }
  return guests;
}

function startWriters(
  stack: AsyncDisposableStack,
  { applications, guests }: Inhabitants,
  cloudUrl: string,
  everyMs: number,
): ReadonlyMap<string, Writer> {
  const writers = new Map<string, Writer>();
  for (const application of everyMs > 0 ? applications : []) {
    const disks = stack.use(diskClient(cloudUrl));
    writers.set(application.name, stack.use(startWriter(targets(application, guests), everyMs, disks.put)));
  }
  return writers;
}

const targets = (application: SimulatedApplication, guests: ReadonlyMap<string, Guest>) =>
  application.volumes.map((volume) => {
    const guest = guests.get(volume.server);
    if (guest === undefined) throw new Error(`no guest ${volume.server}`);
    return { volumeId: uuidOf(`volume ${volume.name}`), machine: guest.machine };
  });

async function judgeGroupSnapshot(
  control: ControlClient,
  application: SimulatedApplication,
  groupSnapshotId: string,
): Promise<Verdict> {
  const all = await control.groupSnapshots();
  const found = all.find(({ id }) => id === groupSnapshotId);
  if (found === undefined) throw new Error(`the simulated cloud has no group snapshot ${groupSnapshotId}`);
  return judge(
    application.volumes.map(({ name }) => {
      const volumeId = uuidOf(`volume ${name}`);
      return found.members.find((member) => member.volumeId === volumeId)?.content;
    }),
  );
}

/** A volume that is hollow, or not there, has no contents: never one moment. */
async function judgeVolumes(
  control: ControlClient,
  application: SimulatedApplication,
  volumeIds: Readonly<Record<string, string>>,
): Promise<Verdict> {
  const all = await control.volumes();
  return judge(
    application.volumes.map(({ role }) => {
      const found = all.find(({ id }) => id === volumeIds[role]);
      return found?.hollow === true ? undefined : found?.content;
    }),
  );
}
