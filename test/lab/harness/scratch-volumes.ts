import { randomBytes } from "node:crypto";
import { type ApplicationDir, applicationDir } from "./application-dir.ts";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { SCRATCH_SERVER } from "./scratch-application.ts";
import { attach, detach, type ScratchVolume } from "./scratch-group.ts";
import { until } from "./until.ts";

/** An application of a test's own whose volumes are there and mounted, while its group and its group type are not. */
export interface ScratchVolumes extends AsyncDisposable {
  readonly name: string;
  readonly volumeType: { readonly id: string; readonly name: string };
  /** Does not exist yet. */
  readonly groupType: string;
  readonly volumes: readonly ScratchVolume[];
  readonly dir: ApplicationDir;
}

const ROLES = ["first", "second"];
const SPEC = { consistent_group_snapshot_enabled: "<is> True" };

/** Disposing removes whatever bears its name: group, group type, volumes, volume types. */
export async function scratchVolumes(lab: Lab): Promise<ScratchVolumes> {
  await using stack = new AsyncDisposableStack();
  const name = `design-${randomBytes(4).toString("hex")}`;
  const { admin, bot } = lab;
  const type = { name: `${name}-type`, extra_specs: { volume_backend_name: "atomic", ...SPEC } };
  const { volume_type } = expectStatus(await admin.cinder("POST", "/types", { volume_type: type }), 200);
  stack.defer(() => removeTypes(lab, name));
  stack.defer(() => removeGroup(lab, name));
  stack.defer(() => removeByHand(lab, name));
  const volumes: ScratchVolume[] = [];
  for (const role of ROLES) {
    const body = { volume: { name: `${name}-${role}`, size: 1, volume_type: type.name } };
    const { volume } = expectStatus(await bot.cinder("POST", "/volumes", body), 202);
    const made = { role, id: volume.id as string, name: body.volume.name, mount: `/srv/${body.volume.name}` };
    volumes.push(made);
    stack.defer(() => removeVolume(lab, made.id));
    await until(`${made.name} available`, async () => {
      const { status } = expectStatus(await bot.cinder("GET", `/volumes/${made.id}`), 200).volume;
      return status === "available" ? true : undefined;
    });
    await attach(lab, SCRATCH_SERVER, made);
    stack.defer(() => detach(lab, SCRATCH_SERVER, made));
  }
  const dir = stack.use(
    await applicationDir(lab, {
      application: "shop",
      manifest: (manifest) => {
        manifest.application = name;
        manifest.servers = manifest.servers.filter((one: { name: string }) => one.name === SCRATCH_SERVER);
        manifest.group = {
          name,
          type: `${name}-group`,
          volumes: volumes.map(({ role, name: volume, mount }) => ({ role, name: volume, mount })),
        };
        manifest.quiesce = {
          policy: "require",
          // Commands typed by hand take seconds each.
          budget: "30s",
          stages: [[{ kind: "fsfreeze", server: SCRATCH_SERVER, roles: [...ROLES] }]],
        };
        manifest.restore.order = [...ROLES].reverse();
        manifest.restoreTest.checks = [{ kind: "filesystem" }];
      },
    }),
  );
  const owned = stack.move();
  return {
    ...{ name, volumeType: { id: volume_type.id, name: type.name }, groupType: `${name}-group` },
    ...{ volumes, dir },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function removeGroup({ bot }: Lab, name: string): Promise<void> {
  await until(`no group ${name}`, async () => {
    const { groups } = expectStatus(await bot.cinder("GET", "/groups/detail"), 200);
    const left = groups.filter((one: { name: string }) => one.name?.includes(name));
    for (const { id } of left)
      await bot.cinder("POST", `/groups/${id}/action`, { delete: { "delete-volumes": true } });
    return left.length === 0 ? true : undefined;
  });
}

/** What the document's commands have made, and a failure has left half-way. */
async function removeByHand(lab: Lab, name: string): Promise<void> {
  const byHand = `by-hand-${name}`;
  await until(`no volumes ${byHand}`, async () => {
    const { volumes } = expectStatus(await lab.bot.cinder("GET", "/volumes/detail"), 200);
    const left = volumes.filter((one: { name: string }) => one.name?.startsWith(byHand));
    for (const { id, group_id, attachments } of left) {
      for (const { server_id } of attachments)
        await lab.bot.nova("DELETE", `/servers/${server_id}/os-volume_attachments/${id}`);
      if (attachments.length === 0 && group_id === null) await lab.bot.cinder("DELETE", `/volumes/${id}`);
    }
    return left.every((one: { group_id: string | null }) => one.group_id !== null) ? true : undefined;
  });
  const { groups } = expectStatus(await lab.bot.cinder("GET", "/groups/detail"), 200);
  for (const { id } of groups.filter((one: { name: string }) => one.name === byHand)) {
    await lab.bot.cinder("POST", `/groups/${id}/action`, { delete: { "delete-volumes": true } });
    await until(`${byHand} gone`, async () =>
      (await lab.bot.cinder("GET", `/groups/${id}`)).status === 404 ? true : undefined,
    );
  }
  await removeGroupSnapshots(lab, byHand);
}

/** In a group it goes with that. */
async function removeVolume({ bot }: Lab, id: string): Promise<void> {
  const { status, body } = await bot.cinder("GET", `/volumes/${id}`);
  if (status === 200 && body.volume.group_id === null) await bot.cinder("DELETE", `/volumes/${id}`);
}

async function removeTypes({ admin }: Lab, name: string): Promise<void> {
  await until(`no types of ${name}`, async () => {
    const { volume_types } = expectStatus(await admin.cinder("GET", "/types?is_public=None"), 200);
    const { group_types } = expectStatus(await admin.cinder("GET", "/group_types"), 200);
    const named = (one: { name: string }) => one.name.startsWith(name);
    for (const { id } of volume_types.filter(named)) await admin.cinder("DELETE", `/types/${id}`);
    for (const { id } of group_types.filter(named)) await admin.cinder("DELETE", `/group_types/${id}`);
    return [...volume_types, ...group_types].some(named) ? undefined : true;
  });
}
