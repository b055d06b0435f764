import { randomUUID } from "node:crypto";
import type { Reply } from "./call.ts";
import { pythonic } from "./group-snapshot-body.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { Server, Token, Volume } from "./rows.ts";
import type { CloudState } from "./state.ts";
import { connectAtBoot, disconnectAll, reserveForBoot } from "./volume-attachments.ts";

/** What runs inside a server that was created here. */
export interface BootedServer {
  readonly id: string;
  readonly name: string;
  /** Base64, as it was given. */
  readonly userData: string | undefined;
}

/** Runs a booted server's guest; `tell` writes to its serial console. */
export type StartGuest = (server: BootedServer, tell: (text: string) => void) => Promise<void>;

interface Wanted {
  readonly name: string;
  readonly flavorRef: string;
  readonly imageRef?: string;
  readonly networks?: unknown;
  readonly user_data?: string;
  readonly metadata?: Record<string, string>;
  readonly block_device_mapping_v2?: readonly { source_type: string; uuid: string; tag?: string }[];
}

export interface ServerCall {
  readonly state: CloudState;
  readonly origin: string;
  readonly token: Token;
  /** 42 for `2.42` */
  readonly minor: number;
}

/**
 * POST /servers. The volumes are reserved before the answer, everything else comes after it. nova 26.2.2
 * api/openstack/compute/servers.py:668-880, compute/api.py `_validate_bdm` and `_create_reqspec_buildreq_instmapping`.
 */
export function beginServer({ state, origin, token, minor }: ServerCall, body: unknown): Reply {
  const wanted = (body as { server: Wanted }).server;
  refuseShape(wanted, minor);
  const flavor = state.flavors.find(({ id }) => id === wanted.flavorRef);
  if (flavor === undefined) throw badRequest(`Flavor ${wanted.flavorRef} could not be found.`);
  const image = state.images.find(({ id }) => id === wanted.imageRef);
  if (wanted.imageRef !== undefined && image === undefined) throw badRequest("Can not find requested image");
  const disks = wanted.block_device_mapping_v2 ?? [];
  const mine = [...state.volumes.values()].filter(({ projectId }) => projectId === token.projectId);
  const volumes = disks
    .filter(({ source_type }) => source_type === "volume")
    .map(({ uuid }) => volumeOf(mine, uuid));
  const server: Server = {
    id: randomUUID(),
    name: wanted.name,
    status: "BUILD",
    projectId: token.projectId ?? "",
    userId: token.userId,
    imageId: wanted.imageRef ?? "",
    flavorId: flavor.id,
    powerState: 0,
    createdAt: Date.now(),
    metadata: { ...wanted.metadata },
    userData: wanted.user_data,
    console: "",
  };
  for (const volume of volumes) reserveForBoot(state, server, volume);
  state.servers.set(server.id, server);
  state.background.start(() => build(state, server, volumes));
  return { status: 202, body: { server: created(origin, server.id) } };
}

function refuseShape(wanted: Wanted, minor: number): void {
  const { networks, block_device_mapping_v2: disks = [], user_data: userData } = wanted;
  // api/openstack/compute/schemas/servers.py, create_v237
  if (minor >= 37 && networks === undefined)
    throw invalid("server", wanted, "'networks' is a required property");
  // create_v233 and create_v242: between them tags were forgotten
  const tagged = disks.findIndex(({ tag }) => tag !== undefined);
  if (minor < 42 && minor !== 32 && tagged >= 0)
    throw invalid(
      String(tagged),
      disks[tagged],
      "Additional properties are not allowed ('tag' was unexpected)",
    );
  if ((userData?.length ?? 0) > 65_535) throw invalid("user_data", userData, `'${userData}' is too long`);
}

const invalid = (field: string, value: unknown, why: string): Refusal =>
  badRequest(`Invalid input for field/attribute ${field}. Value: ${pythonic(value)}. ${why}`);

function volumeOf(volumes: readonly Volume[], id: string): Volume {
  const volume = volumes.find((one) => one.id === id);
  if (volume === undefined) throw badRequest(`Volume ${id} could not be found.`);
  return volume;
}

/** nova-scheduler and nova-compute: attach, start, or put everything back. */
async function build(state: CloudState, server: Server, volumes: readonly Volume[]): Promise<void> {
  await state.background.sleep(20);
  await state.background.until(() => !state.faults.has("boot-hangs"));
  if (!state.servers.has(server.id)) return;
  const fails = state.faults.takeForDriver("boot-fails");
  const hollow = volumes.find((volume) => volume.hollow === true);
  if (fails !== undefined || hollow !== undefined) {
    disconnectAll(state, server);
    server.status = "ERROR";
    const message =
      hollow === undefined
        ? "No valid host was found. "
        : `Build of instance ${server.id} aborted: Volume ${hollow.id} did not finish being attached`;
    server.fault = { code: 500, created: new Date().toISOString(), message };
    return;
  }
  connectAtBoot(state, server, volumes);
  server.status = "ACTIVE";
  server.powerState = 1;
  state.events.add("booted", { server: server.id });
  if (state.faults.has("console-silent")) return;
  await state.startGuest({ id: server.id, name: server.name, userData: server.userData }, (text) => {
    server.console = `${server.console ?? ""}${text}`;
  });
}

/** POST /servers/ID/action, os-getConsoleOutput. nova 26.2.2 api/openstack/compute/console_output.py:38-75. */
export function consoleOf(state: CloudState, server: Server): Reply {
  if (server.status === "BUILD")
    throw new Refusal(409, {
      conflictingRequest: { code: 409, message: `Instance ${server.id} is not ready` },
    });
  if (state.faults.has("console-none"))
    throw new Refusal(501, {
      notImplemented: { code: 501, message: "Unable to get console log, functionality not implemented" },
    });
  return { status: 200, body: { output: spoiled(state, server.console ?? "") } };
}

/** As libvirt gives it: the end alone (virt/libvirt/driver.py, MAX_CONSOLE_BYTES), and what else happens to a console. */
function spoiled(state: CloudState, text: string): string {
  const keeps = state.faults.get("console-forgets")?.bytes ?? 100 * 1024;
  const noisy = state.faults.has("console-noisy") ? interrupted(text) : text;
  const forged = state.faults.get("console-forged")?.text;
  return `${noisy}${forged === undefined ? "" : `\n${forged}\n`}`.slice(-keeps);
}

/** The kernel writes into the middle of each line that is told for the first time. */
function interrupted(text: string): string {
  const told = new Set<string>();
  return text.replaceAll(/^(ffr:.{30})(.*)$/gm, (line: string, begin: string, rest: string) => {
    if (told.has(line)) return line;
    told.add(line);
    return `${begin}[   31.204411] random: crng init done\n${rest}`;
  });
}

/** DELETE /servers/ID: 204; the volumes stay, and are free once it is gone. */
export function endServer(state: CloudState, server: Server): Reply {
  state.background.start(async () => {
    await state.background.sleep(20);
    await state.background.until(() => !state.faults.has("delete-server-hangs"));
    disconnectAll(state, server);
    state.servers.delete(server.id);
    state.events.add("server-deleted", { server: server.id });
  });
  return { status: 204 };
}

const created = (origin: string, id: string): unknown => ({
  id,
  links: [
    { rel: "self", href: `${origin}/compute/v2.1/servers/${id}` },
    { rel: "bookmark", href: `${origin}/compute/servers/${id}` },
  ],
  "OS-DCF:diskConfig": "MANUAL",
  security_groups: [{ name: "default" }],
  adminPass: "***",
});
