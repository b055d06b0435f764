import { type Application, guestAddress } from "#domain/application.ts";
import type { Actor, Members } from "#domain/permission.ts";
import type { GuestAddress, GuestPort, GuestStatus } from "#workflows/guest-port.ts";
import { permitted } from "./asker.ts";

/** What a thaw found and did in one guest. */
export interface Thawed {
  readonly server: string;
  readonly was: "idle" | "thawed" | "foreign" | "unreachable";
  readonly text: string;
}

/**
 * Thaws what this installation holds frozen in the application's guests, and nothing else. Needs no approval and no store:
 * it must work while everything else is stuck. Throws `not-permitted`.
 */
export async function thaw(
  given: { readonly guests: GuestPort; readonly instance: string; readonly members: Members },
  application: Application,
  actor: Actor,
  signal: AbortSignal,
): Promise<Thawed[]> {
  await permitted(application, actor, "thaw", given.members, signal);
  return thawOwn(given, application.servers.map(guestAddress), signal);
}

/** The thaw itself; the right to it was seen before. */
export async function thawOwn(
  { guests, instance }: { readonly guests: GuestPort; readonly instance: string },
  addresses: readonly GuestAddress[],
  signal: AbortSignal,
): Promise<Thawed[]> {
  const found = await guests.status(addresses, signal);
  return Promise.all(
    found.map(async (guest): Promise<Thawed> => {
      const address = addresses.find((one) => one.server === guest.server);
      if (!isHeld(guest) || address === undefined) return quiet(guest);
      const held = `a freeze of run ${guest.runId} (${guest.mounts.join(", ")})`;
      if (guest.instance !== instance)
        return {
          server: guest.server,
          was: "foreign",
          text: `${held} belongs to instance ${guest.instance}: left alone`,
        };
      return guests.settle([address], guest.token, signal).then(
        () => ({ server: guest.server, was: "thawed", text: `${held} was thawed` }),
        (cause: unknown) => ({
          server: guest.server,
          was: "unreachable",
          text: `${held} could not be thawed: ${cause instanceof Error ? cause.message : String(cause)}`,
        }),
      );
    }),
  );
}

const isHeld = (guest: GuestStatus): guest is Extract<GuestStatus, { token: string }> => "token" in guest;

const quiet = (guest: GuestStatus): Thawed =>
  guest.state === "unreachable"
    ? {
        server: guest.server,
        was: "unreachable",
        text: `does not answer (${guest.reason}); a freeze there ends by itself at its deadline`,
      }
    : { server: guest.server, was: "idle", text: "nothing of Freezeframe's is frozen" };
