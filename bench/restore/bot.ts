import { userInfo } from "node:os";
import { join } from "node:path";
import { restoreIdOf } from "#domain/restore/names.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { version } from "#support/version.ts";
import { ask, type Bot } from "#surfaces/control/ask.ts";
import { calls } from "#surfaces/control/calls.ts";
import { freePorts } from "../../playground/free-ports.ts";
import { applicationDir, type Document } from "../../test/lab/harness/application-dir.ts";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { startBot } from "../ack/bots.ts";
import type { Took } from "./contestant.ts";
import type { Course } from "./course.ts";
import { type Kit, startKit } from "./kit.ts";

/** A running bot with one application, which is the course, and one recovery point of it. */
export interface RestoringBot extends AsyncDisposable {
  readonly groupSnapshotId: string;
  /**
   * Asks it for the restore over its control socket. `inspect` is called when it has attached everything; then the restore
   * goes on, finds no recovery kit that works, and takes away what it has made.
   */
  turn(inspect: () => Promise<void>, signal: AbortSignal): Promise<Took>;
}

const OPERATOR = "U0BENCH";

export async function restoringBot(lab: Lab, course: Course, signal: AbortSignal): Promise<RestoringBot> {
  await using stack = new AsyncDisposableStack();
  const kit = stack.use(await startKit());
  const [http] = await freePorts(1);
  const dir = stack.use(
    await applicationDir(lab, {
      application: course.volumeType === "atomic" ? "orders-db" : "orders-db-loop",
      manifest: () => manifestOf(course),
      config: (config) => {
        config.http = { port: http };
        config.operators = { [userInfo().username]: OPERATOR };
        config.recovery = {
          servers: [{ name: course.server.name, cloud: "lab", local: { port: kit.port } }],
        };
      },
    }),
  );
  stack.use(await startBot(dir.config, ""));
  const bot: Bot = {
    path: join(dir.path, "store/control/freezeframe.sock"),
    user: userInfo().username,
    version,
  };
  const { application } = dir;
  const { runId } = await ask(bot, calls.snapshot, { application }, signal);
  const { result, error } = await ask(bot, calls.ended, { runId }, signal);
  const [point] = await ask(bot, calls.points, { application }, signal);
  if (point === undefined)
    throw new Error(`no recovery point of the bench: ${JSON.stringify(result ?? error)}`);
  const owned = stack.move();
  return {
    groupSnapshotId: point.groupSnapshotId,
    turn: (inspect, now) => turn({ bot, kit, application, point: point.id, how: course.how }, inspect, now),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Asking {
  readonly bot: Bot;
  readonly kit: Kit;
  readonly application: string;
  readonly point: string;
  readonly how: Course["how"];
}

async function turn(
  { bot, kit, application, point, how }: Asking,
  inspect: () => Promise<void>,
  signal: AbortSignal,
): Promise<Took> {
  const wall = Date.now();
  const begin = performance.now();
  const { runId } = await ask(bot, calls.restore, { application, point, strategy: how }, signal);
  const ended = ask(bot, calls.ended, { runId }, signal);
  const early = ended.then((run) => {
    throw new Error(
      `the restore did not come to its recovery server: ${JSON.stringify(run.result ?? run.error)}`,
    );
  });
  const end = await Promise.race([kit.greeted(restoreIdOf(runId)), early]);
  early.catch(() => undefined);
  try {
    await inspect();
  } finally {
    kit.refuse();
  }
  const { phases, state } = RestoreReport.parse((await ended).result);
  const { volumesCreated, attached } = phases;
  if (state !== "torn down" || volumesCreated === undefined || attached === undefined)
    throw new Error(`the restore ended as ${state}: ${JSON.stringify(phases)}`);
  const plan = volumesCreated.at - volumesCreated.ms - wall;
  return {
    ms: end - begin,
    phases: { plan, create: volumesCreated.ms, attach: attached.ms - volumesCreated.ms },
  };
}

/** No database and nobody to freeze: what is restored is what is measured. */
const manifestOf = (course: Course): Document => ({
  version: 1,
  application: `bench-${course.server.name.slice(-6)}`,
  cloud: "lab",
  approve: [],
  owners: { operators: [OPERATOR] },
  group: {
    name: course.groupName,
    volumes: course.volumes.map(({ role, id }) => ({ role, id })),
  },
  servers: [{ name: "nobody", local: { port: 1 } }],
  quiesce: { policy: "skip" },
  restore: { recoveryServer: course.server.name },
});
