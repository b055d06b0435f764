import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { formatLine, parseLine } from "../line.ts";
import { RecoveryFaults } from "./faults.ts";
import { Recovery } from "./recovery.ts";
import type { AttachedDisks, RecoveryServerSeed } from "./seed.ts";

/** What all connections to one recovery server share. */
export interface RecoveryServerState {
  readonly seed: RecoveryServerSeed;
  readonly disks: AttachedDisks;
  readonly faults: RecoveryFaults;
  /** Ids of volumes whose journal has been replayed, which happens once. */
  readonly replayed: Set<string>;
  /** The one that has the server's lock. */
  open: Recovery | undefined;
}

export interface RecoveryServer extends AsyncDisposable {
  readonly server: string;
  readonly port: number;
  readonly faults: RecoveryFaults;
  /** What is mounted and whether a database runs, as seen from outside: nothing, unless a recovery is open. */
  readonly left: { readonly mounts: readonly string[]; readonly database: boolean };
}

/** A simulated recovery server that speaks the recovery protocol (docs/recovery-protocol.md) on a free port of 127.0.0.1. */
export async function startRecoveryServer(
  seed: RecoveryServerSeed,
  disks: AttachedDisks,
): Promise<RecoveryServer> {
  const state: RecoveryServerState = {
    seed,
    disks,
    faults: new RecoveryFaults(),
    replayed: new Set(),
    open: undefined,
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (state.faults.get("unreachable") !== undefined) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    converse(state, socket);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a string only for pipes
  return {
    server: seed.server,
    port,
    faults: state.faults,
    get left() {
      return { mounts: state.open?.mounts ?? [], database: state.open?.databaseRuns ?? false };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** Lines in, lines out, in order; heartbeats and STOP are heard at any time. */
function converse(state: RecoveryServerState, socket: Socket): void {
  const recovery = new Recovery(state, {
    say: (verb, values) => {
      if (socket.writable) socket.write(formatLine(verb, values));
    },
    hangUp: () => socket.end(),
    breakOff: () => socket.destroy(),
  });
  let queue: Promise<void> = Promise.resolve();
  let rest = "";
  const take = (text: string) => {
    recovery.heard();
    if (text.startsWith("BEAT ")) recovery.beat(parseLine(text));
    else {
      if (text === "STOP") recovery.interrupt();
      queue = queue.then(() => recovery.answer(parseLine(text))).catch(() => void socket.destroy());
    }
  };
  socket.setNoDelay(true);
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    if (state.faults.get("silent") !== undefined) return;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) take(text);
  });
  socket.on("close", () => recovery.undo("eof"));
  socket.on("end", () => recovery.undo("eof"));
  // The close event follows and does what is to be done.
  socket.on("error", () => undefined);
}
