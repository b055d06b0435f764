import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

/** Something that the project has, as Cinder and Nova list it. */
export interface Thing {
  readonly kind: "group snapshot" | "snapshot" | "group" | "volume" | "server" | "attachment";
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Of a snapshot its group snapshot, of a volume its group, of an attachment its server. */
  readonly of: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: an observer looks into whatever OpenStack says
  readonly wire: any;
}

/** Everything that the project has, in whatever state, as an outside observer sees it. */
export async function everything({ bot }: Lab): Promise<Thing[]> {
  // Cinder answers 404 for a whole list when one of it goes while it is made.
  const list = (path: string, key: string) =>
    until(path, async () => {
      const answer = await bot.cinder("GET", path);
      return answer.status === 404 ? undefined : expectStatus(answer, 200)[key];
    });
  const [sets, snapshots, groups, volumes, servers] = await Promise.all([
    list("/group_snapshots/detail", "group_snapshots"),
    list("/snapshots/detail", "snapshots"),
    list("/groups/detail", "groups"),
    list("/volumes/detail", "volumes"),
    bot.nova("GET", "/servers/detail").then((answer) => expectStatus(answer, 200).servers),
  ]);
  return [
    ...sets.map(thing("group snapshot", () => undefined)),
    ...snapshots.map(thing("snapshot", (one) => one.group_snapshot_id ?? undefined)),
    ...groups.map(thing("group", () => undefined)),
    ...volumes.map(thing("volume", (one) => one.group_id ?? undefined)),
    ...volumes.flatMap((volume: Wire) =>
      volume.attachments.map((one: Wire) => thing("attachment", () => one.server_id ?? "")(volume)),
    ),
    ...servers.map(thing("server", () => undefined)),
  ];
}

/** `kind id`, sorted: what is compared before and after. */
export const namesOf = (things: readonly Thing[]): string[] => things.map(wordsOf).sort();

/** What was there before and is not there any more. */
export const goneSince = (before: readonly Thing[], now: readonly Thing[]): string[] => {
  const there = new Set(namesOf(now));
  return namesOf(before).filter((one) => !there.has(one));
};

export const wordsOf = ({ kind, id, of }: Thing): string =>
  kind === "attachment" ? `attachment ${id} on ${of}` : `${kind} ${id}`;

// biome-ignore lint/suspicious/noExplicitAny: whatever OpenStack says
type Wire = any;

const thing =
  (kind: Thing["kind"], of: (wire: Wire) => string | undefined) =>
  (wire: Wire): Thing => ({
    kind,
    id: wire.id,
    name: wire.name ?? "",
    status: wire.status,
    of: of(wire),
    wire,
  });
