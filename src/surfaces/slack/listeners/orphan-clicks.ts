import { readOrphansValue } from "../orphans-value.ts";
import { orphansKeptAnswer } from "../views/index.ts";
import type { OnClick } from "./clicked.ts";
import { tidyOrphans } from "./stale-orphans.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";
import { startCleanup } from "./start-cleanup.ts";

/** *Keep* and *Snooze*: all that the message has shown, for the time that the button carries. Who may is the operation's to say. */
export const onKeepOrphans: OnClick = onOrphans(async (about, { actor }, { operations }, signal) =>
  orphansKeptAnswer(about.application, await operations.keepSeen({ ...about, actor }, signal)),
);

/** *Release*: nobody keeps any of what the message has shown. */
export const onReleaseOrphans: OnClick = onOrphans(async (about, { actor }, { operations }, signal) =>
  orphansKeptAnswer(about.application, await operations.releaseSeen({ ...about, actor }, signal)),
);

/** *Clean up*, after it was confirmed: planned, put before the approvers, and told in the channel. One click is one request. */
export const onCleanUp: OnClick = onOrphans(({ application }, { actor, trigger }, deps, signal) =>
  startCleanup({ application, actor, trigger }, deps, signal),
);

type Act = (
  about: NonNullable<ReturnType<typeof readOrphansValue>>,
  clicked: Parameters<OnClick>[0],
  deps: Parameters<OnClick>[1],
  signal: AbortSignal,
) => Promise<Parameters<Parameters<OnClick>[0]["reply"]["later"]>[0]>;

function onOrphans(act: Act): OnClick {
  return async (clicked, deps, signal) => {
    const about = readOrphansValue(clicked.value);
    if (about === undefined) return clicked.reply.later(OLD_BUTTON);
    if (deps.stopping()) return clicked.reply.later(STOPPING);
    try {
      await clicked.reply.later(await act(about, clicked, deps, signal));
    } catch (error) {
      await clicked.reply.later(deps.refused(error));
    }
    await tidyOrphans(about.application, clicked, deps, signal);
  };
}
