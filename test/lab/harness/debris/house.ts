import { type ApplicationDir, applicationDir } from "../application-dir.ts";
import { bootFlavor, removeBooted } from "../booted.ts";
import { cinderProxy, type OnTheWay } from "../cinder-proxy.ts";
import type { Lab } from "../lab.ts";
import { SCRATCH_SERVER, scratchApplication } from "../scratch-application.ts";
import { makeGroup, type ScratchGroup } from "../scratch-group.ts";
import { type ByHand, byHand } from "./by-hand.ts";

/** The two back ends: one takes all members at once, on the other Cinder goes from one to the next. */
export const backEnds = [
  { groupType: "consistent", volumeType: "atomic" },
  { groupType: "plain", volumeType: "generic" },
] as const;
export type BackEnd = (typeof backEnds)[number];

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
  const dir = stack.use(
    await applicationDir(lab, {
      application: "shop",
      manifest: scratchApplication(group, (manifest) => {
        manifest.approve = ["cleanup", "prune"];
        manifest.restore.boot = { flavor: flavor.name, image: "blank" };
      }),
      config: (config) => {
        proxy.use(config);
        config.limits.betweenExecutions = "0s";
        config.limits.creatingIsLeftover = "1m";
        config.limits.orphanGrace = "0s";
        config.limits.blastCap = 200;
      },
    }),
  );
  stack.use(removeBooted(lab, dir.instance));
  const somebody = stack.use(byHand({ lab, backEnd, group }));
  const owned = stack.move();
  return {
    ...{ lab, backEnd, group, dir, flavor: flavor.name, somebody, deletions },
    intercept: (onTheWay) => {
      interceptor = onTheWay;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Cinder deletes a group by an action; nothing else that Freezeframe asks of one group has that path. */
const deletes = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === "DELETE" ||
  (method === "POST" && /\/(groups|volumes|snapshots)\/[0-9a-f-]{36}\/action$/.test(path));
