import type { AdoptionPlan } from "#domain/adopt/adoption.ts";
import { readAdoptValue } from "../adopt-value.ts";
import { adoptionAnswer, lookingAnswer } from "../views/index.ts";
import type { Clicked, OnClick } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";

/** All snapshots of a project are read: that takes longer than a click has else. */
const LOOK_MS = 120_000;

/** *Adopt…*: what can be made of what was found; nothing is written. Reading needs no right. */
export const onAdoptLook: OnClick = onAdoption((application, _clicked, { operations }, signal) =>
  operations.planAdoption(application, signal),
);

/** *Adopt*, after it was confirmed. Who may is the operation's to say; clicked twice, the second finds all of it known. */
export const onAdopt: OnClick = onAdoption((application, { actor }, { operations }, signal) =>
  operations.adopt({ application, actor }, signal),
);

type Act = (
  application: string | undefined,
  clicked: Clicked,
  deps: Deps,
  signal: AbortSignal,
) => Promise<AdoptionPlan>;

function onAdoption(act: Act): OnClick {
  return async (clicked, deps) => {
    const { reply, value } = clicked;
    const about = readAdoptValue(value);
    if (about === undefined) return reply.later(OLD_BUTTON);
    if (deps.stopping()) return reply.later(STOPPING);
    const { application } = about;
    const where = application === undefined ? "every cloud" : `the cloud of ${application}`;
    await reply.later(lookingAnswer(`${where} for recovery points that the store does not know`));
    await deps.inFlight.run(LOOK_MS, async (signal) => {
      try {
        const plan = await act(application, clicked, deps, signal);
        await reply.later(adoptionAnswer(plan, application, deps.clock.now()));
      } catch (error) {
        await reply.later(deps.refused(error));
      }
    });
  };
}
