import type { GuestAddress } from "#workflows/guest-port.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

/** How sessions are opened, and who we are to the guests' kits. */
export interface Reach {
  open(address: GuestAddress, signal: AbortSignal): Promise<HolderSession>;
  readonly instance: string;
  /** How long a guest may take to answer HELLO, ms. */
  readonly helloMs: number;
}

/** Something that runs in one guest while a hold goes on. `string`s say why there is nothing to tell. */
export interface Beside<Begun, Told> {
  readonly address: GuestAddress;
  /** Has the guest's kit start it. */
  begin(session: HolderSession, kit: string, signal: AbortSignal): Promise<Begun>;
  /** Has it stopped and reads what came of it. */
  end(session: HolderSession, begun: Begun): Promise<Told | string>;
  /** Words for an error's message, and for a guest that was too slow. */
  problem(message: string): string;
  readonly late: string;
}

/** What was begun. It ends with its connections, whatever becomes of us. */
export interface RunningBeside<Told> extends AsyncDisposable {
  /** Resolves when each runs or is known not to. Never rejects. */
  readonly ready: Promise<void>;
  /** Ends them. Never rejects. Not to be called while frozen. */
  stop(): Promise<{ readonly told: Told[]; readonly problems: string[] }>;
}

/**
 * Each in a connection of its own: nothing that becomes of them touches the hold, and the guest ends what it started when
 * the connection ends. A guest that has not begun within `startMs` is left out.
 */
export function runBeside<Begun, Told extends object>(
  each: readonly Beside<Begun, Told>[],
  given: Reach & { readonly runId: string; readonly startMs: number },
  signal: AbortSignal,
): RunningBeside<Told> {
  const calledOff = new AbortController();
  const until = AbortSignal.any([signal, calledOff.signal, AbortSignal.timeout(given.startMs)]);
  const sessions: HolderSession[] = [];
  const who = { instance: given.instance, run: given.runId, withinMs: given.helloMs };
  const ends = each.map(async (beside): Promise<() => Promise<Told | string>> => {
    try {
      const session = await given.open(beside.address, until);
      sessions.push(session);
      const { kit } = await greet(session, who, until);
      const begun = await beside.begin(session, kit, until);
      return () => ended(beside, session, begun);
    } catch (cause) {
      const why = until.aborted ? beside.late : beside.problem(messageOf(cause));
      return () => Promise.resolve(why);
    }
  });
  return {
    ready: Promise.all(ends).then(() => {}),
    async stop() {
      const all = await Promise.all(ends.map(async (end) => (await end)()));
      return {
        told: all.filter((one) => typeof one !== "string"),
        problems: all.filter((one) => typeof one === "string"),
      };
    },
    async [Symbol.asyncDispose]() {
      calledOff.abort();
      await Promise.all(ends);
      await Promise.all(sessions.map((session) => session.close()));
    },
  };
}

async function ended<Begun, Told>(
  beside: Beside<Begun, Told>,
  session: HolderSession,
  begun: Begun,
): Promise<Told | string> {
  try {
    const told = await beside.end(session, begun);
    await session.ask("BYE", {}, { ends: ({ verb }) => verb === "BYE", withinMs: 1_000 }).catch(() => {});
    return told;
  } catch (cause) {
    return beside.problem(messageOf(cause));
  } finally {
    await session.close();
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
