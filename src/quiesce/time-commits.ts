import { z } from "zod";
import type { FeltCommit } from "#domain/doctor/felt.ts";
import { DomainError } from "#domain/errors.ts";
import { databaseTitle, type GuestDatabase } from "#domain/guest-database.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import type { GuestAddress, GuestPort } from "#workflows/guest-port.ts";
import { answerList, readAnswer } from "./answers.ts";
import { type Beside, type Reach, runBeside } from "./beside-hold.ts";
import type { HolderSession } from "./holder-session.ts";

/** Older guest kits time none of such a database. */
const SINCE = { postgresql: "1.3.0", mariadb: "1.4.0" } as const;
/** From the connection to the first commit, ms: a database that is slower is not felt this time. */
const START_MS = 20_000;
/** The guest waits 3 s itself for a commit that waits in the kernel. */
const STOP_MS = 8_000;

type TimedCommits = ReturnType<GuestPort["timeCommits"]>;
type FeltDatabase = Awaited<ReturnType<TimedCommits["stop"]>>["felt"][number];

interface Timed {
  readonly address: GuestAddress;
  readonly database: GuestDatabase;
  readonly forMs: number;
}

/** Commits in each database, beside the hold. */
export function timeCommits(
  request: Parameters<GuestPort["timeCommits"]>[0],
  reach: Reach,
  signal: AbortSignal,
): TimedCommits {
  const { runId, guests, forMs } = request;
  const timed = guests.flatMap(({ address, databases }) =>
    databases.map((database) => timedIn({ address, database, forMs })),
  );
  const running = runBeside(timed, { ...reach, runId, startMs: START_MS }, signal);
  return {
    ready: running.ready,
    async stop() {
      const { told, problems } = await running.stop();
      return { felt: told, problems };
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function timedIn(timed: Timed): Beside<void, FeltDatabase> {
  const database = databaseTitle(timed.database);
  const problem = (why: string) => `${database} of ${timed.address.server}: ${why}`;
  return {
    address: timed.address,
    begin: (session, kit, signal) => begin(session, kit, timed, signal),
    async end(session) {
      const { state, commits } = await end(session);
      if (state !== "stopped") return problem(`its commits ${words[state]}`);
      return { server: session.server, database, commits };
    },
    problem,
    late: problem("it did not commit in time"),
  };
}

async function begin(
  session: HolderSession,
  kit: string,
  { database: { kind, name }, forMs }: Timed,
  signal: AbortSignal,
): Promise<void> {
  if (!kitKnows(kit, SINCE[kind]))
    throw new DomainError("refused", `the guest kit ${kit} times no commits there (since ${SINCE[kind]})`);
  const which = kind === "postgresql" ? { cluster: name } : { name };
  const values = { do: "start", kind, ...which, for_ms: Math.round(forMs) };
  await session.ask("COMMITS", values, { ends, withinMs: START_MS, signal });
}

const Stopped = z.object({ state: z.enum(["stopped", "died", "blocked"]) });

async function end(session: HolderSession): Promise<z.infer<typeof Stopped> & { commits: FeltCommit[] }> {
  const lines = await session.ask("COMMITS", { do: "stop" }, { ends, withinMs: STOP_MS });
  const { state } = readAnswer(session.server, Stopped, lines.at(-1) ?? { verb: "COMMITS", args: {} });
  return { state, commits: lines.flatMap(commitsIn) };
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
