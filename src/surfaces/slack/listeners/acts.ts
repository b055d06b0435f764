import type { Actor } from "#domain/permission.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import type { MessageCommand } from "../command/command.ts";
import {
  adoptionAnswer,
  approvalsAnswer,
  cancelAnswer,
  doctorAnswer,
  driftAnswer,
  helpAnswer,
  incidentsAnswer,
  type Message,
  orphansKeptAnswer,
  pauseAnswer,
  pointsAnswer,
  protectAnswer,
  receipt,
  rehearsalAnswer,
  reloadAnswer,
  restoreReceipt,
  restoresAnswer,
  resumeAnswer,
  retentionAnswer,
  retentionsAnswer,
  runsAnswer,
  statusAnswer,
  thawAnswer,
  unknownAnswer,
} from "../views/index.ts";
import type { Deps } from "./deps.ts";
import { postDesign } from "./post-design.ts";
import { aboutDiscard } from "./restore-clicks.ts";
import { showOrphans } from "./show-orphans.ts";
import { startCleanup } from "./start-cleanup.ts";

/** So many runs make an answer that fits. */
const RUNS = 20;

/** Asks the operation and makes its answer. Throws what the operation throws. */
export async function act(
  command: MessageCommand,
  { actor, trigger }: { readonly actor: Actor; readonly trigger: string },
  deps: Deps,
  signal: AbortSignal,
): Promise<Message> {
  const { operations, clock } = deps;
  switch (command.verb) {
    case "snapshot": {
      const { verb: _verb, ...asked } = { ...command, application: named(command.application, deps) };
      const requested = await operations.snapshot({ ...asked, actor, trigger }, signal);
      const channel = operations.application(asked.application).channel ?? deps.channel;
      return receipt(requested, asked.application, channel === undefined ? {} : { channel });
    }
    case "restore": {
      const { point, reason } = command;
      const application = named(command.application, deps);
      const requested = await operations.restore({ application, point, reason, actor, trigger }, signal);
      const channel = operations.application(application).channel ?? deps.channel;
      return restoreReceipt(requested, { what: "restore", application, channel });
    }
    case "test": {
      const asked = { ...pointOf(command), application: named(command.application, deps) };
      const requested = await operations.test({ ...asked, actor, trigger }, signal);
      const channel = operations.application(asked.application).channel ?? deps.channel;
      return restoreReceipt(requested, { what: "restore test", application: asked.application, channel });
    }
    case "discard": {
      const about = await aboutDiscard(command.restore, deps);
      const requested = await operations.discard({ restore: command.restore, actor, trigger }, signal);
      return restoreReceipt(requested, about);
    }
    case "restores":
      return restoresAnswer(await operations.restores(), clock.now());
    case "cancel":
      return cancelAnswer(
        await operations.cancel({ runId: command.run, actor, ...reasonOf(command) }, signal),
      );
    case "pause": {
      const { until, reason } = command;
      const application = named(command.application, deps);
      return pauseAnswer(await operations.pause({ application, until, reason, actor }, signal));
    }
    case "resume": {
      const application = named(command.application, deps);
      return resumeAnswer(await operations.resume({ application, actor }, signal), application);
    }
    case "reload":
      return reloadAnswer(await operations.reload(actor, signal));
    case "thaw": {
      const application = named(command.application, deps);
      return thawAnswer(application, await operations.thaw(application, actor, signal));
    }
    case "status": {
      const application = command.application && named(command.application, deps);
      return statusAnswer(await operations.status(application, signal), clock.now());
    }
    case "points": {
      if (command.application === undefined) return retentionsAnswer(await retentions(operations, signal));
      const application = named(command.application, deps);
      if (command.prune === true) return retentionAnswer(await operations.retention(application, signal));
      return pointsAnswer(application, await operations.points(application), clock.now());
    }
    case "protect": {
      const { point } = command;
      return protectAnswer(await operations.protect({ point, actor, ...reasonOf(command) }, signal));
    }
    case "unprotect":
      return protectAnswer(await operations.unprotect({ point: command.point, actor }, signal));
    case "doctor": {
      const application = named(command.application, deps);
      if (command.rehearse !== true) return doctorAnswer(await operations.doctor(application, signal));
      const { runId } = await operations.rehearse({ application, actor, trigger }, signal);
      return rehearsalAnswer(await operations.ended(runId, signal), application);
    }
    case "design":
      return postDesign(named(command.application, deps), actor, deps, signal);
    case "drift": {
      const application = command.application && named(command.application, deps);
      return driftAnswer(await operations.drift(application, signal));
    }
    case "adopt": {
      const application = command.application && named(command.application, deps);
      return adoptionAnswer(await operations.planAdoption(application, signal), application, clock.now());
    }
    case "orphans": {
      const application = command.application && named(command.application, deps);
      return showOrphans({ application, actor, trigger }, deps, signal);
    }
    case "clean": {
      const { orphan: only, reason } = command;
      const application = named(command.application, deps);
      return startCleanup({ application, only, reason, actor, trigger }, deps, signal);
    }
    case "keep": {
      const { orphan, until, reason } = command;
      const forMs = until === undefined ? undefined : until - clock.now();
      const kept = await operations.keepOrphan({ orphan, forMs, reason, actor }, signal);
      return orphansKeptAnswer(kept.orphan.application ?? "", [kept]);
    }
    case "release": {
      const released = await operations.releaseOrphan({ orphan: command.orphan, actor }, signal);
      return orphansKeptAnswer(released.orphan.application ?? "", [released]);
    }
    case "runs":
      return runsAnswer(await operations.runs(RUNS), clock.now());
    case "incidents":
      return incidentsAnswer(await operations.incidents(), clock.now());
    case "approvals":
      return approvalsAnswer(await operations.approvals(), clock.now());
    case "help":
      return helpAnswer(command.topic);
    case "unknown":
      return unknownAnswer(command.text, command.near);
  }
}

const reasonOf = ({ reason }: { reason?: string }) => (reason === undefined ? {} : { reason });

const pointOf = ({ point }: { point?: string }) => (point === undefined ? {} : { point });

/** Keyboards of phones begin with a capital letter; names of applications have none. */
export function named(typed: string, { operations }: Deps): string {
  const small = typed.toLowerCase();
  return typed !== small && operations.applications().includes(small) ? small : typed;
}

async function retentions(operations: Deps["operations"], signal: AbortSignal): Promise<RetentionView[]> {
  const views: RetentionView[] = [];
  for (const { application } of await operations.overview())
    views.push(await operations.retention(application, signal));
  return views;
}
