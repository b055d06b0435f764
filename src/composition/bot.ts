import type { ConfigRequest } from "#config/find-config.ts";
import type { Installation } from "#config/load.ts";
import { createLog } from "#support/log.ts";
import { createControlServer } from "#surfaces/control/server.ts";
import { actorOf } from "./actor.ts";
import { controlPath } from "./control-path.ts";
import { openHouse } from "./house.ts";
import { membersOf } from "./members.ts";

/**
 * `freezeframe start`: every surface at once, until the signal. Resolves when open windows have ended, runs are handed to
 * the next start, and Slack has been told so.
 */
export async function runBot(
  installation: Installation,
  request: ConfigRequest,
  ready: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const log = createLog({ level: installation.config.log.level });
  const members = membersOf(installation, log);
  await using house = await openHouse(installation, request, { log, members });
  const control = createControlServer({
    operations: house.operations,
    actorOf: (user) => actorOf(installation, user),
    path: controlPath(installation),
    log,
  });
  await control.listen(signal);
  const { resumed, parked } = await house.engine.recover();
  if (resumed.length + parked.length > 0) log.info({ resumed, parked }, "taken up what was left unfinished");
  ready(`control socket ${controlPath(installation)}`);
  if (!signal.aborted)
    await new Promise((stopped) => signal.addEventListener("abort", stopped, { once: true }));
  await control.close();
}
