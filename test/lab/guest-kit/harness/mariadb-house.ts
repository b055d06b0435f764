import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { HoldRequest } from "#workflows/guest-port.ts";
import { hello } from "./hold.ts";
import { type HolderProcess, installKit, type Kit } from "./kit.ts";
import { knownAs, type Mariadb, startMariadb } from "./mariadb.ts";
import { type MariadbRole, makeMariadbDisks, mariadbRoles, type SpreadDisks } from "./mariadb-disks.ts";
import { makeSshBot, type SshBot } from "./ssh-bot.ts";
import { startSshServer } from "./ssh-server.ts";

/** What the tests of one file work on: a kit, and a MariaDB server under no load on four disks, known to it as `main`. */
export interface MariadbHouse {
  readonly kit: Kit;
  readonly server: Mariadb;
  readonly disks: SpreadDisks;
  readonly bot: SshBot;
  /** All of its mounts. */
  readonly mounts: readonly string[];
  request(overrides?: Partial<HoldRequest>): HoldRequest;
  greeted(): Promise<HolderProcess>;
  /** A conversation of our own that has these volumes, … */
  resolved(which?: readonly MariadbRole[]): Promise<HolderProcess>;
  /** … up to ARMED, … */
  armed(budgetMs?: number, silenceMs?: number): Promise<HolderProcess>;
  /** … or with everything frozen and proved. */
  frozen(budgetMs?: number, silenceMs?: number): Promise<HolderProcess>;
  /** The kit's file about the server has these lines, until the test has ended. */
  knows(...lines: readonly string[]): Promise<void>;
}

/** The worst that a server may be set to: commits are acknowledged before anything of them leaves its memory. */
const WORST = [
  "--innodb-flush-log-at-trx-commit=0",
  "--general-log",
  "--slow-query-log",
  "--long-query-time=0",
];

/**
 * Server and kit are there before the first test; after each one its conversations are ended and nothing is frozen. The server
 * is started with these arguments.
 */
export function mariadbHouse(start: () => Promise<readonly string[]> = async () => WORST): MariadbHouse {
  const stack = new AsyncDisposableStack();
  let made: { kit: Kit; server: Mariadb; disks: SpreadDisks; bot: SshBot } | undefined;
  const there = () => {
    if (made === undefined) throw new Error("there is no server yet");
    return made;
  };
  beforeAll(async () => {
    const kit = stack.use(await installKit());
    const bot = stack.use(await makeSshBot(kit, stack.use(await startSshServer())));
    const disks = stack.use(await makeMariadbDisks());
    const server = stack.use(await startMariadb(disks.mounts, ...(await start())));
    made = { kit, server, disks, bot };
    await house.knows();
  });
  afterEach(async () => {
    await there().kit.endHolders();
    await there().disks.thaw();
    await house.knows();
  });
  afterAll(() => stack.disposeAsync());
  const house: MariadbHouse = {
    get kit() {
      return there().kit;
    },
    get server() {
      return there().server;
    },
    get disks() {
      return there().disks;
    },
    get bot() {
      return there().bot;
    },
    get mounts() {
      return mariadbRoles.map((role) => there().disks.of[role].mount);
    },
    request: (overrides = {}) => ({
      runId: "run-1",
      rehearse: false,
      budgetMs: 8_000,
      servers: [there().bot.address("wiki-db-1")],
      volumes: mariadbRoles.map((role) => {
        const { volumeId, mount } = there().disks.of[role];
        return { role, volumeId, server: "wiki-db-1", mount };
      }),
      stages: [[{ kind: "mariadb", server: "wiki-db-1", name: "main" }]],
      ...overrides,
    }),
    async greeted() {
      const holder = there().kit.serve();
      await holder.say(hello, "HELLO");
      return holder;
    },
    async resolved(which = mariadbRoles) {
      const holder = await house.greeted();
      for (const role of which)
        await holder.say(`VOLUME role=${role} serial=${there().disks.of[role].volumeId}`, "VOLUME");
      return holder;
    },
    async armed(budgetMs = 8_000, silenceMs = 8_000) {
      const holder = await house.resolved();
      await holder.say("RECIPE stage=1 id=0 kind=mariadb name=main", "RECIPE");
      await holder.say("PREPARE", "PREPARED");
      await holder.say(`ARM token=token-0001 budget_ms=${budgetMs} silence_ms=${silenceMs}`, "ARMED");
      return holder;
    },
    async frozen(budgetMs, silenceMs) {
      const holder = await house.armed(budgetMs, silenceMs);
      await holder.say("FREEZE stage=1", "FROZEN");
      expect(await holder.say("PROVE", "PROOF id=0")).toContain("held=yes");
      return holder;
    },
    knows: (...lines) => knownAs(there().kit, "main", [`socket=${there().server.socket}`, ...lines]),
  };
  return house;
}
