import { applicationDir } from "../test/lab/harness/application-dir.ts";
import { removeGroupSnapshots } from "../test/lab/harness/group-snapshots.ts";
import type { Lab } from "../test/lab/harness/lab.ts";
import type { Contestant, Phases } from "./contestants/contestant.ts";
import { floor } from "./contestants/floor.ts";
import { freezeframe } from "./contestants/freezeframe.ts";
import { rivalAccess } from "./contestants/rival-access.ts";
import { script } from "./contestants/script.ts";
import { observeFreeze } from "./observer/observe-freeze.ts";
import { onlyOne } from "./only-one.ts";
import { labTarget, type Target } from "./target.ts";

export const contestantNames = ["floor", "freezeframe", "script"] as const;
export type ContestantName = (typeof contestantNames)[number];
export const backEnds = ["atomic", "looping"] as const;
export type BackEnd = (typeof backEnds)[number];

export interface Measured {
  readonly frozenMs: number;
  readonly phases: Phases | undefined;
}

/** The lab, set up for contestants. Disposed of, it has removed everything that it made. */
export interface Arena extends AsyncDisposable {
  /** One contestant's turn, seen from the guest. Group snapshots are gone when it resolves. */
  turn(contestant: ContestantName, backEnd: BackEnd, signal: AbortSignal): Promise<Measured>;
  /** The script that never thaws: how long it was frozen when it was ended at the limit. */
  endless(backEnd: BackEnd, signal: AbortSignal): Promise<Measured>;
}

const SCRIPT_LIMIT_MS = 60_000;
const ENDLESS_LIMIT_MS = 20_000;

export async function openArena(lab: Lab): Promise<Arena> {
  await using opened = new AsyncDisposableStack();
  opened.use(await onlyOne());
  const targets = {
    atomic: await labTarget(lab, "orders-db"),
    looping: await labTarget(lab, "orders-db-loop"),
  };
  const both = Object.values(targets);
  const dirs = [];
  for (const { application } of both) dirs.push(opened.use(await applicationDir(lab, { application })));
  const access = opened.use(await rivalAccess(lab, both));
  const names = `bench-${Date.now().toString(36)}`;
  const prefixes = [names, ...dirs.map((dir) => `ff/${dir.instance}/`)];
  const contestants: Record<ContestantName, Contestant> = {
    floor: floor(lab),
    freezeframe: freezeframe(new Map(dirs.map((dir) => [dir.application, dir]))),
    script: script(lab, "script.sh", access, SCRIPT_LIMIT_MS),
  };
  const endless = script(lab, "openstack.sh", access, ENDLESS_LIMIT_MS);
  let turns = 0;

  async function turn(contestant: Contestant, target: Target, signal: AbortSignal): Promise<Measured> {
    const name = `${names}-${++turns}`;
    await using cleaning = new AsyncDisposableStack();
    // A set of the last turn that is still being deleted would slow down the next one.
    cleaning.defer(async () => {
      for (const prefix of prefixes) await removeGroupSnapshots(lab, prefix);
    });
    const { frozenMs, result } = await observeFreeze(target, () => contestant.turn(target, name, signal));
    return { frozenMs, phases: result };
  }

  const stack = opened.move();
  return {
    turn: (contestant, backEnd, signal) => turn(contestants[contestant], targets[backEnd], signal),
    endless: (backEnd, signal) => turn(endless, targets[backEnd], signal),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
