import { z } from "zod";
import type { FeltCommit } from "#domain/doctor/felt.ts";
import { DomainError } from "#domain/errors.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import type { GuestAddress, GuestPort } from "#workflows/ports.ts";
import { answerList, readAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

const SINCE = "1.3.0";
/** From the connection to the first commit, ms: a database that is slower is not felt this time. */
const START_MS = 20_000;
/** The guest waits 3 s itself for a commit that waits in the kernel. */
const STOP_MS = 8_000;

type TimedCommits = ReturnType<GuestPort["timeCommits"]>;
type FeltDatabase = Awaited<ReturnType<TimedCommits["stop"]>>["felt"][number];

type Open = (address: GuestAddress, signal: AbortSignal) => Promise<HolderSession>;

/** One database's commits, begun. Never rejects: a text says why there are none. */
type Begun = Promise<{ readonly session: HolderSession; readonly database: string } | string>;

/** One session a database, each in a connection of its own. The guest ends its commits when the connection ends. */
export function timeCommits(
  request: {
    readonly runId: string;
    readonly guests: readonly { readonly address: GuestAddress; readonly clusters: readonly string[] }[];
    readonly forMs: number;
  },
  given: { readonly open: Open; readonly instance: string; readonly helloMs: number },
  signal: AbortSignal,
): TimedCommits {
  const calledOff = new AbortController();
  const until = AbortSignal.any([signal, calledOff.signal, AbortSignal.timeout(START_MS)]);
  const sessions: HolderSession[] = [];
  const databases = request.guests.flatMap(({ address, clusters }) =>
    clusters.map((cluster) => ({ address, cluster })),
  );
  const begun = databases.map(async ({ address, cluster }): Begun => {
    const database = `PostgreSQL "${cluster}"`;
    try {
      const session = await given.open(address, until);
      sessions.push(session);
      await begin(session, cluster, { ...given, ...request }, until);
      return { session, database };
    } catch (cause) {
      const why = until.aborted ? "it did not commit in time" : messageOf(cause);
      return `${database} of ${address.server}: ${why}`;
    }
  });
  return {
    ready: Promise.all(begun).then(() => {}),
    async stop() {
      const ended = await Promise.all(begun.map(async (one) => end(await one)));
      return {
        felt: ended.filter((one) => typeof one !== "string"),
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
  cluster: string,
  given: {
    readonly instance: string;
    readonly helloMs: number;
    readonly runId: string;
    readonly forMs: number;
  },
  signal: AbortSignal,
): Promise<void> {
  const who = { instance: given.instance, run: given.runId, withinMs: given.helloMs };
  const { kit } = await greet(session, who, signal);
  if (!kitKnows(kit, SINCE))
    throw new DomainError("refused", `the guest kit ${kit} times no commits (since ${SINCE})`);
  const values = { do: "start", kind: "postgresql", cluster, for_ms: Math.round(given.forMs) };
  await session.ask("COMMITS", values, { ends, withinMs: START_MS, signal });
}

const Stopped = z.object({ state: z.enum(["stopped", "died", "blocked"]) });

async function end(begun: Awaited<Begun>): Promise<FeltDatabase | string> {
  if (typeof begun === "string") return begun;
  const { session, database } = begun;
  const { server } = session;
  try {
    const lines = await session.ask("COMMITS", { do: "stop" }, { ends, withinMs: STOP_MS });
    const { state } = readAnswer(server, Stopped, lines.at(-1) ?? { verb: "COMMITS", args: {} });
    await session.ask("BYE", {}, { ends: ({ verb }) => verb === "BYE", withinMs: 1_000 }).catch(() => {});
    if (state !== "stopped") return `${database} of ${server}: its commits ${words[state]}`;
    return { server, database, commits: lines.flatMap(commitsIn) };
  } catch (cause) {
    return `${database} of ${server}: ${messageOf(cause)}`;
  } finally {
    await session.close();
  }
}

const words = {
  died: "ended by themselves",
  blocked: "are blocked by a file system that somebody has frozen",
} as const;

const ends = ({ verb }: Line): boolean => verb === "COMMITS";

/** `120340:1830`: the guest's monotonic ms at its start, and how many microseconds it took. */
function commitsIn(line: Line): FeltCommit[] {
  if (line.verb !== "FELT") return [];
  return answerList(line, "commits").flatMap((item) => {
    const [at, us] = item.split(":").map(Number);
    return at === undefined || us === undefined || Number.isNaN(at + us) ? [] : [{ at, tookMs: us / 1_000 }];
  });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
