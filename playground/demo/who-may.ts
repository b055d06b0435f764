import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

/** Somebody who is no operator, a forged and a stale request, another workspace, and the same trigger twice. */
export async function whoMay({ slack, say, world }: Stage): Promise<readonly Promised[]> {
  const before = slack.messages().length;
  const requests = (await world.control.events("group-snapshot")).length;
  say("types", "/ff snapshot orders-db", "reader");
  const refused = await slack.command("snapshot orders-db", { user: "U0READER" });
  const shown = await until(slack, "a refusal for the reader", () =>
    slack.ephemerals("U0READER").find(({ triggerId }) => triggerId === refused.triggerId),
  );
  say("happens", "a forged signature, one of ten minutes ago, and a request of another workspace");
  const forged = await slack.command("snapshot orders-db", { signing: "forged" });
  const stale = await slack.command("snapshot orders-db", { signing: "stale" });
  await slack.command("snapshot orders-db", { team: "T0ELSEWHERE", user: "U0ELSEWHERE" });
  const untouched = (await world.control.events("group-snapshot")).length === requests;
  return [
    {
      text: "who is no operator is refused, and only told so privately",
      kept: /operator/.test(JSON.stringify(shown)),
    },
    {
      text: "forged and stale requests are answered with 401",
      kept: forged.status === 401 && stale.status === 401,
    },
    {
      text: "nothing was asked of the cloud, and the channel saw none of it",
      kept: untouched && slack.messages().length === before,
    },
  ];
}
