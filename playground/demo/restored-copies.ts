import { judge, type Verdict } from "../torn.ts";
import type { World } from "../world.ts";
import { uuidOf } from "../world-seed.ts";

/** What the copies held that were made since that many events: whoever made them has taken them away again. */
export async function copiesSince(world: World, application: string, since: number): Promise<Verdict> {
  const events = (await world.control.events()).slice(since).filter(({ what }) => what === "restored");
  const members = (await world.control.groupSnapshots()).flatMap((one) => one.members);
  const volumes = world.applications.find(({ name }) => name === application)?.volumes ?? [];
  return judge(
    volumes.map(({ name }) => {
      const sources = members.filter(({ volumeId }) => volumeId === uuidOf(`volume ${name}`));
      const copy = events.findLast(({ snapshot }) => sources.some(({ id }) => id === snapshot));
      return typeof copy?.content === "number" ? copy.content : undefined;
    }),
  );
}
