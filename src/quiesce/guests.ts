import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { openLocalChannel } from "#support/ssh/local-transport.ts";
import { openSshChannel, type SshTransport } from "#support/ssh/ssh-transport.ts";
import type { GuestAddress, GuestPort, GuestStatus, HoldRequest, OpenedHold } from "#workflows/guest-port.ts";
import { runCanary } from "./canary.ts";
import { askStatus } from "./guest-status.ts";
import { HolderSession } from "./holder-session.ts";
import { openServer, ownRecipes } from "./open-server.ts";
import { openedHold } from "./opened-hold.ts";
import type { ServerPart } from "./server-part.ts";
import { settleGuest } from "./settle-guest.ts";
import { timeCommits } from "./time-commits.ts";

export interface GuestOptions {
  readonly ssh: SshTransport;
  readonly clock: Clock;
  /** This installation's id: a guest tells by it whose hold it is. */
  readonly instance: string;
  readonly limits: { readonly heartbeatMs: number; readonly silenceMs: number };
}

/** The guests, reached over SSH or, in the playground, over loopback. */
export function createGuests(options: GuestOptions): GuestPort {
  const helloMs = options.ssh.connectTimeoutMs + 5_000;
  const who = { instance: options.instance, helloMs };

  async function sessionWith(address: GuestAddress, signal: AbortSignal): Promise<HolderSession> {
    const channel = await channelTo(options.ssh, address, signal);
    return new HolderSession({ server: address.server, channel, clock: options.clock, ...options.limits });
  }

  async function withGuest<T>(
    address: GuestAddress,
    signal: AbortSignal,
    act: (session: HolderSession) => Promise<T>,
  ): Promise<T> {
    const session = await sessionWith(address, signal);
    try {
      return await act(session);
    } finally {
      await session.close();
    }
  }

  async function open(request: HoldRequest, signal: AbortSignal): Promise<OpenedHold> {
    const sessions: HolderSession[] = [];
    const results = await Promise.allSettled(
      addressesOf(request).map(async (address): Promise<ServerPart> => {
        const session = await sessionWith(address, signal);
        sessions.push(session);
        return await openServer(session, request, who, signal);
      }),
    );
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) {
      await Promise.all(sessions.map((session) => session.close()));
      throw failure.reason;
    }
    const parts = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    return openedHold(parts, request, options.limits.silenceMs);
  }

  return {
    open,
    canary: (request, signal) => runCanary(request, { open: sessionWith, ...who }, signal),
    // Seldom asked, so loaded then.
    examine: async (guests, signal) => {
      const { examineGuest } = await import("./examine.ts");
      const given = { ...who, clock: options.clock };
      const looks = guests.map(({ address, databases }) =>
        withGuest(address, signal, (session) => examineGuest(session, databases, given, signal)).catch(
          (cause: unknown) => {
            signal.throwIfAborted();
            if (cause instanceof DomainError) return undefined;
            throw cause;
          },
        ),
      );
      return Promise.all(looks);
    },
    timeCommits: (request, signal) => timeCommits(request, { open: sessionWith, ...who }, signal),
    status: (servers, signal) =>
      Promise.all(
        servers.map((address) =>
          withGuest(address, signal, (session) => askStatus(session, who, signal)).catch(
            (error: unknown): GuestStatus => ({
              server: address.server,
              state: "unreachable",
              reason: error instanceof Error ? error.message : String(error),
            }),
          ),
        ),
      ),
    async settle(servers, token, signal) {
      const settled = await Promise.allSettled(
        servers.map((address) =>
          withGuest(address, signal, (session) => settleGuest(session, { ...who, token }, signal)),
        ),
      );
      for (const result of settled) if (result.status === "rejected") throw result.reason;
    },
  };
}

function channelTo(ssh: SshTransport, { via }: GuestAddress, signal: AbortSignal): Promise<LineChannel> {
  return via.kind === "ssh" ? openSshChannel(ssh, via, signal) : openLocalChannel(via.port, signal);
}

/** The servers that have something to freeze. Errors: `invalid-input` when a stage names a server that is not there. */
function addressesOf(request: HoldRequest): GuestAddress[] {
  const known = new Set(request.servers.map((address) => address.server));
  const stranger = request.stages.flat().find((recipe) => !known.has(recipe.server));
  if (stranger !== undefined) {
    throw new DomainError(
      "invalid-input",
      `quiesce.stages: server "${stranger.server}" is not among the manifest's servers`,
    );
  }
  return request.servers.filter((address) => ownRecipes(request, address.server).length > 0);
}
