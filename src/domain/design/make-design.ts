import { backEndsOf } from "./back-end.ts";
import { commands } from "./commands.ts";
import { designTable } from "./design-table.ts";
import type { Design } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { homeOf } from "./home.ts";
import { hooks } from "./hooks.ts";
import { opening } from "./opening.ts";
import { reach } from "./reach.ts";
import { restoreTestPlan } from "./restore-test-plan.ts";
import { runbook } from "./runbook.ts";

/** The five documents that these facts allow. Pure. */
export function makeDesign(facts: DesignFacts): Design {
  const { instance, application, cloud } = facts;
  const backEnds = backEndsOf(cloud);
  const home = homeOf(facts, backEnds);
  const reached = reach(facts, home);
  return {
    version: 1,
    instance,
    application: application.application,
    cloud: cloud.name,
    at: cloud.at,
    as: { ...cloud.as },
    opening: opening(facts, backEnds, reached),
    backEnds,
    reach: reached,
    sections: [
      designTable(facts, backEnds, reached),
      commands(facts, home),
      hooks(facts),
      runbook(facts, home),
      restoreTestPlan(facts),
    ],
  };
}
