import type { World } from "../../playground/world.ts";

/** What happened to one mount from outside: monotonic milliseconds of the world. */
export interface Freeze {
  readonly mount: string;
  readonly from: number;
  /** Infinity: it was not thawed. */
  readonly to: number;
}

/** Every freeze of an application's mounts, in the order of their begin. */
export async function freezesOf(world: World, application: string): Promise<Freeze[]> {
  const servers = world.applications.find(({ name }) => name === application)?.servers ?? [];
  const events = (await world.control.events()).filter((event) => servers.includes(String(event.server)));
  return events
    .filter((event) => event.what === "frozen")
    .map(({ mount, at }) => ({
      mount: String(mount),
      from: at,
      to: events.find((end) => end.what === "thawed" && end.mount === mount && end.at >= at)?.at ?? Infinity,
    }));
}

/** When copies were made, of whichever application. */
export const copies = async (world: World): Promise<number[]> =>
  (await world.control.events("copied")).map(({ at }) => at);

/** How often Cinder was asked to make a group snapshot. */
export const asked = async (world: World): Promise<number> =>
  (await world.control.events("request")).filter(
    ({ method, path }) => method === "POST" && String(path).endsWith("/group_snapshots"),
  ).length;

export const covers = (freeze: Freeze, at: number): boolean => freeze.from <= at && at <= freeze.to;
