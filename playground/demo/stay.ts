import { signedCurl } from "../slack/driver/signed-curl.ts";
import type { Stage } from "./stage.ts";
import { write } from "./tell.ts";

/** Leaves everything running, with the commands to try by hand, until the signal. */
export async function stay({ world, slack }: Stage, stop: AbortSignal): Promise<void> {
  const controls = `${slack.url}/playground/slack`;
  write(`
It stays. Everything below can be pasted into another terminal; simulated all the same.

# A slash command as Slack signs it (good for five minutes):
${signedCurl(slack, "snapshot orders-db by hand")}

# The same for any command, signed afresh:
ff() { eval "$(curl -sG ${controls}/curl --data-urlencode "text=$*")"; }
ff status
ff snapshot orders-db-loop

# What Slack shows; and each change as it comes:
curl -s '${controls}/messages?as=text'
curl -s '${controls}/ephemerals?as=text'
curl -sN '${controls}/watch?as=text'

# Slack goes down, and comes back:
curl -s ${controls}/faults -d '{"fault":{"kind":"down"}}'
curl -s -X DELETE ${controls}/faults

# The command line beside the running bot:
${process.execPath} bin/freezeframe.js status --config ${world.config}

# Health and metrics:
curl -s ${world.botUrl}/readyz
curl -s ${world.botUrl}/metrics

Ctrl-C stops it all.`);
  await new Promise<void>((stopped) => {
    if (stop.aborted) return stopped();
    stop.addEventListener("abort", () => stopped(), { once: true });
  });
}
