import type { CanaryWriter } from "#domain/canary/run.ts";
import { DomainError } from "#domain/errors.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import type { CanaryRequest, RunningCanary } from "#workflows/canary-port.ts";
import { answerList, CanaryStopped, readAnswer } from "./answers.ts";
import { type Reach, runBeside } from "./beside-hold.ts";
import type { HolderSession } from "./holder-session.ts";

/** Older guest kits know no canary. */
const SINCE = "1.2.0";
/** From the connection to the first line on all disks, ms: a guest that is slower has no canary this time. */
const START_MS = 15_000;
/** The guest waits 3 s itself for a writer that is in the kernel. */
const STOP_MS = 8_000;

/** A canary in each guest that has volumes, beside the hold. */
export function runCanary(request: CanaryRequest, reach: Reach, signal: AbortSignal): RunningCanary {
  const guests = request.servers.filter(({ server }) =>
    request.volumes.some((volume) => volume.server === server),
  );
  const running = runBeside(
    guests.map((address) => ({
      address,
      begin: (session, kit, until) => begin(session, kit, request, until),
      end,
      problem: (message) => message,
      late: `${address.server}: the canary was not running in time`,
    })),
    { ...reach, runId: request.runId, startMs: START_MS },
    signal,
  );
  return {
    ready: running.ready,
    async stop() {
      const { told, problems } = await running.stop();
      return { writers: told, problems };
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** The roles of the volumes on which it writes. */
async function begin(
  session: HolderSession,
  kit: string,
  request: CanaryRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { server } = session;
  if (!kitKnows(kit, SINCE))
    throw new DomainError("refused", `${server}: its guest kit ${kit} knows no canary (since ${SINCE})`);
  for (const { role, volumeId, mount } of request.volumes.filter((volume) => volume.server === server))
    await session.ask(
      "VOLUME",
      { role, serial: volumeId, mount },
      { ends: ({ verb }) => verb === "VOLUME", withinMs: START_MS, signal },
    );
  const values = { do: "start", id: request.id, for_ms: Math.round(request.forMs) };
  const [line] = await session.ask("CANARY", values, { ends, withinMs: START_MS, signal });
  return line === undefined ? [] : answerList(line, "roles");
}

async function end(session: HolderSession, roles: readonly string[]): Promise<CanaryWriter | string> {
  const { server } = session;
  const [line] = await session.ask("CANARY", { do: "stop" }, { ends, withinMs: STOP_MS });
  const stopped = readAnswer(server, CanaryStopped, line ?? { verb: "CANARY", args: {} });
  if (stopped.state !== "stopped") return `${server}: the canary ${words[stopped.state]}`;
  const { cycles, longest_ms: longestMs, writing_ms: writingMs } = stopped;
  return { server, roles: [...roles], cycles, longestMs, writingMs };
}

const words = {
  died: "ended by itself before the end",
  blocked: "was blocked by a file system that somebody had frozen",
} as const;

const ends = ({ verb }: Line): boolean => verb === "CANARY";
