import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import type { EventLog } from "../events.ts";
import { GuestFaults } from "./faults.ts";
import type { GuestHold } from "./hold.ts";
import { Machine } from "./machine.ts";
import type { GuestSeed, PostgresqlSeed } from "./seed.ts";
import { Session } from "./session.ts";

/** What all connections to one guest share. */
export interface GuestState {
  seed: GuestSeed;
  readonly machine: Machine;
  readonly faults: GuestFaults;
  readonly bootId: string;
  /** The one that has the guest's lock, with the means to end it from another connection. */
  current:
    | { readonly hold: GuestHold; readonly settle: () => void; readonly deadlineAt: () => number }
    | undefined;
}

export interface Guest extends AsyncDisposable {
  readonly server: string;
  readonly port: number;
  readonly machine: Machine;
  readonly faults: GuestFaults;
  /** Changes what every database of this guest answers from now on. */
  patchPostgresql(change: Partial<PostgresqlSeed>): void;
}

/** A simulated server that speaks the hold protocol on a free port of 127.0.0.1. */
export async function startGuest(seed: GuestSeed, events: EventLog): Promise<Guest> {
  const state: GuestState = {
    seed,
    machine: new Machine(seed.server, seed.mounts, events),
    faults: new GuestFaults(),
    bootId: "6f1ee2c5-2a55-4a4e-9a57-5b2f6a3f0c11",
    current: undefined,
  };
  const sessions = new Set<Session>();
  const server = createServer((socket) => {
    if (state.faults.get("unreachable") !== undefined) {
      socket.resetAndDestroy();
      return;
    }
    const session = new Session(state, socket);
    sessions.add(session);
    socket.once("close", () => sessions.delete(session));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a string only for pipes
  return {
    server: seed.server,
    port,
    machine: state.machine,
    faults: state.faults,
    patchPostgresql(change) {
      const clusters = state.seed.clusters?.map((cluster) => ({ ...cluster, ...change }));
      state.seed = { ...state.seed, ...(clusters !== undefined && { clusters }) };
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.end();
      await closed(server);
    },
  };
}

const closed = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));
