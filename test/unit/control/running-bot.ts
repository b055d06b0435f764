import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "#domain/permission.ts";
import { createLog } from "#support/log.ts";
import { type ControlSession, connectControl } from "#surfaces/control/client.ts";
import {
  type ControlServer,
  type ControlServerOptions,
  createControlServer,
} from "#surfaces/control/server.ts";
import { type SmallHouse, smallHouse } from "./small-house.ts";

/** Anything that is to be closed when the test is over, last first. */
export const never = new AbortController().signal;

export interface Directory extends Disposable {
  readonly path: string;
}

export function temporaryDirectory(): Directory {
  const path = mkdtempSync(join(tmpdir(), "ff-control-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RunningBot extends AsyncDisposable {
  readonly house: SmallHouse;
  readonly server: ControlServer;
  readonly path: string;
  /** What the server has logged, parsed. */
  readonly logged: Record<string, unknown>[];
  /** As the command line of this OS user. */
  as(user: string): Promise<ControlSession>;
}

/** `ops` may do everything, anybody else may only read. */
export const actorOf = (user: string): Actor => ({
  slackId: user === "ops" ? "U0OPS" : undefined,
  name: `${user} on the command line`,
});

/** A real server on a real socket, in front of a house kept in memory. */
export async function runningBot(options: Partial<ControlServerOptions> = {}): Promise<RunningBot> {
  const directory = temporaryDirectory();
  const house = smallHouse();
  const logged: Record<string, unknown>[] = [];
  const log = createLog({
    level: "debug",
    destination: { write: (line) => void logged.push(JSON.parse(line)) },
  });
  const path = join(directory.path, "control", "freezeframe.sock");
  const server = createControlServer({ operations: house.operations, actorOf, path, log, ...options });
  await server.listen(never);
  return {
    house,
    server,
    path,
    logged,
    as: async (user) => {
      const session = await connectControl(path, { user });
      if (session === undefined) throw new Error("nobody listens");
      return session;
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      directory[Symbol.dispose]();
    },
  };
}
