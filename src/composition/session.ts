import type { ConfigRequest } from "#config/find-config.ts";
import type { Installation } from "#config/load.ts";
import { createLog } from "#support/log.ts";
import type { Session } from "#surfaces/cli/backstage.ts";
import { connectControl } from "#surfaces/control/client.ts";
import { userName } from "./actor.ts";
import { controlPath } from "./control-path.ts";
import { openHouse } from "./house.ts";
import { membersOf } from "./members.ts";

/** The running bot; undefined when none listens. */
export const botSession = (installation: Installation): Promise<Session | undefined> =>
  connectControl(controlPath(installation), { user: userName() });

/** The running bot's operations when there is one, else the store, opened for this process. */
export async function openSession(installation: Installation, request: ConfigRequest): Promise<Session> {
  return (await botSession(installation)) ?? (await openLocally(installation, request));
}

async function openLocally(installation: Installation, request: ConfigRequest): Promise<Session> {
  const log = createLog({ level: installation.config.log.level });
  const house = await openHouse(installation, request, { log, members: membersOf(installation, log) });
  return {
    operations: house.operations,
    alone: true,
    recover: async () => (await house.recover()).resumed,
    idle: (signal) => unlessAborted(house.engine.idle(), signal),
    close: async () => house[Symbol.asyncDispose](),
  };
}

/** What is awaited goes on: closing the engine is what stops it. */
function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([awaited, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}
