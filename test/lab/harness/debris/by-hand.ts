import { expectStatus } from "../open-stack.ts";
import { untilListed } from "../until.ts";
import type { DebrisHouse } from "./house.ts";

/** What somebody else makes in the project, past Freezeframe. All of it goes with the house. */
export interface ByHand extends AsyncDisposable {
  /** Its id, once it is available. */
  volume(body: {
    readonly name: string;
    readonly group_id?: string;
    readonly [more: string]: unknown;
  }): Promise<string>;
  group(name: string): Promise<string>;
  groupSnapshot(groupId: string, name: string): Promise<string>;
  snapshot(volumeId: string, name: string, metadata?: object): Promise<string>;
  server(name: string, metadata: object): Promise<string>;
}

export function byHand({
  lab: { bot, applications },
  backEnd,
  group,
}: Pick<DebrisHouse, "lab" | "backEnd" | "group">): ByHand {
  const stack = new AsyncDisposableStack();
  const reached = (path: string, key: string, wanted: string) =>
    untilListed(`${path} ${wanted}`, async () => {
      const answer = await bot.cinder("GET", path);
      return answer.body[key]?.status === wanted ? true : undefined;
    });
  // Once: Cinder takes the deletion of a group that is being deleted, too, and then gives its quota back twice.
  const remove = async (path: string, isGroup: boolean) => {
    if (isGroup) await bot.cinder("POST", `${path}/action`, { delete: { "delete-volumes": true } });
    else await bot.cinder("DELETE", path);
    const isGone = async () => ((await bot.cinder("GET", path)).status === 404 ? true : undefined);
    await untilListed(`${path} gone`, isGone);
  };
  const made = async (
    collection: string,
    key: string,
    body: object,
    statuses: number[] = [202],
  ): Promise<string> => {
    const { id } = expectStatus(await bot.cinder("POST", collection, { [key]: body }), ...statuses)[key];
    const path = `${collection}/${id}`;
    // A volume of a group goes with it: Cinder refuses it by itself.
    if (!("group_id" in body && key === "volume")) stack.defer(() => remove(path, key === "group"));
    await reached(path, key, "available");
    return id;
  };
  return {
    volume: (body) => made("/volumes", "volume", { size: 1, volume_type: backEnd.volumeType, ...body }),
    group: async (name) => {
      const wire = expectStatus(await bot.cinder("GET", `/groups/${group.id}`), 200).group;
      return made("/groups", "group", { name, group_type: wire.group_type, volume_types: wire.volume_types });
    },
    groupSnapshot: (group_id, name) => made("/group_snapshots", "group_snapshot", { group_id, name }),
    snapshot: (volume_id, name, metadata = {}) =>
      made("/snapshots", "snapshot", { volume_id, name, metadata, force: true }),
    server: async (name, metadata) => {
      const seeded = applications[0]?.servers[0]?.id ?? "";
      const imageRef = expectStatus(await bot.nova("GET", `/servers/${seeded}`), 200).server.image.id;
      const wanted = { name, imageRef, flavorRef: "tiny", networks: "none", metadata };
      const { id } = expectStatus(await bot.nova("POST", "/servers", { server: wanted }), 202).server;
      stack.defer(async () => {
        await bot.nova("DELETE", `/servers/${id}`);
      });
      await untilListed(`${name} ACTIVE`, async () => {
        const { status } = expectStatus(await bot.nova("GET", `/servers/${id}`), 200).server;
        return status === "ACTIVE" ? true : undefined;
      });
      return id;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
