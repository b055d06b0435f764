import { type ApplicationDir, applicationDir } from "../application-dir.ts";
import type { BackEnd } from "../back-ends.ts";
import { bootFlavor, removeBooted } from "../booted.ts";
import { cinderProxy, type OnTheWay } from "../cinder-proxy.ts";
import { APPROVER } from "../clean-up.ts";
import { freePorts } from "../free-ports.ts";
import { groupSnapshots } from "../group-snapshots.ts";
import { joinedSlack } from "../joined-slack.ts";
import type { Lab } from "../lab.ts";
import { SCRATCH_SERVER, scratchApplication } from "../scratch-application.ts";
import { makeGroup, type ScratchGroup } from "../scratch-group.ts";
import { CHANNEL, OPERATOR } from "../slack-bot.ts";
import { type ByHand, byHand } from "./by-hand.ts";

/** A Freezeframe with one application of a test's own, and an observer between it and Cinder. */
export interface DebrisHouse extends AsyncDisposable {
  readonly lab: Lab;
  readonly backEnd: BackEnd;
  readonly group: ScratchGroup;
  readonly dir: ApplicationDir;
  /** Name of a flavor that a server can be booted with. */
  readonly flavor: string;
  /** Whoever else works in the project. */
  readonly somebody: ByHand;
  /** Requests of Freezeframe to Cinder that could take something away, `METHOD path`. */
  readonly deletions: string[];
  /** From now on these decide about requests; undefined: all pass. */
  intercept(onTheWay: OnTheWay | undefined): void;
}

/** Grace is over at once, a minute counts as stuck (no less may), and one clean-up may take all. */
export async function debrisHouse(lab: Lab, backEnd: BackEnd): Promise<DebrisHouse> {
  await using stack = new AsyncDisposableStack();
  const group = stack.use(
    await makeGroup(lab, { ...backEnd, roles: ["data", "more"], attachTo: SCRATCH_SERVER }),
  );
  const flavor = stack.use(await bootFlavor(lab));
  const deletions: string[] = [];
  let interceptor: OnTheWay | undefined;
  const proxy = stack.use(
    await cinderProxy(lab, async (asked, pass) => {
      if (deletes(asked)) deletions.push(`${asked.method} ${asked.path}`);
      if (interceptor !== undefined) return interceptor(asked, pass);
      await pass();
      return "answered";
    }),
  );
  // Whoever approves has to be somebody in Slack, also at a terminal.
  const [slackPort] = await freePorts();
  const slack = stack.use(await joinedSlack(slackPort));
  const dir = stack.use(
    await applicationDir(lab, {
      application: "shop",
      manifest: scratchApplication(group, (manifest) => {
        manifest.approve = ["cleanup", "prune"];
        manifest.channel = CHANNEL;
        manifest.owners = { operators: [OPERATOR], approvers: [APPROVER] };
        manifest.restore.boot = { flavor: flavor.name, image: "blank" };
      }),
      config: (config) => {
        proxy.use(config);
        config.operators = { root: OPERATOR };
        config.slack = slack.config;
        config.limits.betweenExecutions = "0s";
        config.limits.creatingIsLeftover = "1m";
        config.limits.orphanGrace = "0s";
        config.limits.blastCap = 200;
      },
    }),
  );
  await slack.writeSecrets(dir);
  stack.use(removeBooted(lab, dir.instance));
  const somebody = stack.use(byHand({ lab, backEnd, group }));
  stack.defer(() => letGo(lab, `ff/${dir.instance}/`));
  const owned = stack.move();
  return {
    ...{ lab, backEnd, group, dir, flavor: flavor.name, somebody, deletions },
    intercept: (onTheWay) => {
      interceptor = onTheWay;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is stuck can only be removed once an administrator has reset it. */
async function letGo(lab: Lab, prefix: string): Promise<void> {
  const reset = { reset_status: { status: "error" } };
  for (const { id, status } of await groupSnapshots(lab, prefix))
    if (status === "deleting" || status === "creating")
      await lab.admin.cinder("POST", `/group_snapshots/${id}/action`, reset);
}

/** Cinder deletes a group by an action; nothing else that Freezeframe asks of one group has that path. */
const deletes = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === "DELETE" ||
  (method === "POST" && /\/(groups|volumes|snapshots)\/[0-9a-f-]{36}\/action$/.test(path));
