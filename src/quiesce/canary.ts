import type { CanaryWriter } from "#domain/canary/run.ts";
import { DomainError } from "#domain/errors.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { CanaryRequest, RunningCanary } from "#workflows/canary-port.ts";
import type { GuestAddress } from "#workflows/ports.ts";
import { answerList, CanaryStopped, readAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

/** Older guest kits know no canary. */
const SINCE = "1.2.0";
/** From the connection to the first line on all disks, ms: a guest that is slower has no canary this time. */
const START_MS = 15_000;
/** The guest waits 3 s itself for a writer that is in the kernel. */
const STOP_MS = 8_000;

type Open = (address: GuestAddress, signal: AbortSignal) => Promise<HolderSession>;

/** One guest's canary, begun. Never rejects: a text says why there is none. */
type Begun = Promise<{ readonly session: HolderSession; readonly roles: readonly string[] } | string>;

/**
 * A canary in each guest that has volumes, in connections of their own: nothing that becomes of them touches the hold. The
 * guest's holder ends its writer when the connection ends.
 */
export function runCanary(
  request: CanaryRequest,
  given: { readonly open: Open; readonly instance: string; readonly helloMs: number },
  signal: AbortSignal,
): RunningCanary {
  const calledOff = new AbortController();
  const until = AbortSignal.any([signal, calledOff.signal, AbortSignal.timeout(START_MS)]);
  const sessions: HolderSession[] = [];
  const begun = request.servers
    .filter(({ server }) => request.volumes.some((volume) => volume.server === server))
    .map(async (address): Begun => {
      try {
        const session = await given.open(address, until);
        sessions.push(session);
        return { session, roles: await begin(session, request, given, until) };
      } catch (cause) {
        return until.aborted ? `${address.server}: the canary was not running in time` : messageOf(cause);
      }
    });
  return {
    ready: Promise.all(begun).then(() => {}),
    async stop() {
      const ended = await Promise.all(begun.map(async (one) => end(await one)));
      return {
        writers: ended.filter((one) => typeof one !== "string"),
        problems: ended.filter((one) => typeof one === "string"),
      };
    },
    async [Symbol.asyncDispose]() {
      calledOff.abort();
      await Promise.all(begun);
      await Promise.all(sessions.map((session) => session.close()));
    },
  };
}

async function begin(
  session: HolderSession,
  request: CanaryRequest,
  { instance, helloMs }: { readonly instance: string; readonly helloMs: number },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { server } = session;
  const { kit } = await greet(session, { instance, run: request.runId, withinMs: helloMs }, signal);
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

async function end(begun: Awaited<Begun>): Promise<CanaryWriter | string> {
  if (typeof begun === "string") return begun;
  const { session, roles } = begun;
  const { server } = session;
  try {
    const [line] = await session.ask("CANARY", { do: "stop" }, { ends, withinMs: STOP_MS });
    const stopped = readAnswer(server, CanaryStopped, line ?? { verb: "CANARY", args: {} });
    await session.ask("BYE", {}, { ends: ({ verb }) => verb === "BYE", withinMs: 1_000 }).catch(() => {});
    if (stopped.state !== "stopped") return `${server}: the canary ${words[stopped.state]}`;
    const { cycles, longest_ms: longestMs, writing_ms: writingMs } = stopped;
    return { server, roles: [...roles], cycles, longestMs, writingMs };
  } catch (cause) {
    return messageOf(cause);
  } finally {
    await session.close();
  }
}

const words = {
  died: "ended by itself before the end",
  blocked: "was blocked by a file system that somebody had frozen",
} as const;

const ends = ({ verb }: { readonly verb: string }): boolean => verb === "CANARY";

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
