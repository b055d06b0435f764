import type { AdoptionPlan } from "#domain/adopt/adoption.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { adoptionText } from "./text/adoption.ts";
import { withSession } from "./with-session.ts";

/** `adopt [APP]`: which points the cloud has and the store does not; with `--yes` they are taken into the store. */
export const adoptVerb = (asked: Asked, application: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const { backstage, signal } = asked;
    const of = application === "" ? undefined : application;
    const plan = asked.arguments.yes
      ? await operations.adopt({ application: of, actor: await backstage.actor() }, signal)
      : await operations.planAdoption(of, signal);
    return { text: adoptionText(plan, of, asked.now()), json: plan, status: statusOf(plan) };
  });

/** Weaker: some of it is refused. */
const statusOf = ({ found }: AdoptionPlan): number =>
  found.some(({ verdict }) => verdict === "refused") ? exitStatus.weaker : exitStatus.ok;
