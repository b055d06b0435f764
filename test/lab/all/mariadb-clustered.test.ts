import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { copyFrozen } from "../guest-kit/harness/frozen-copy.ts";
import { canJoinByCopy, galeraNode, type Node, wsrep } from "../guest-kit/harness/galera.ts";
import { type Mariadb, startMariadb } from "../guest-kit/harness/mariadb.ts";
import { mariadbHouse } from "../guest-kit/harness/mariadb-house.ts";
import { freePorts } from "../harness/free-ports.ts";

// A hold of a server that is not alone: a node of a Galera cluster, a replica.

const never = new AbortController().signal;
const soon = { timeout: 20_000 };
const TABLE = "create database wiki; create table wiki.pages (n int primary key) engine=InnoDB";

/** The last row, and how many are missing before it. */
const rows = async (server: Mariadb): Promise<{ last: number; missing: number }> => {
  const answer = await server.sql(
    "select coalesce(max(n), 0), coalesce(max(n), 0) - count(*) from wiki.pages",
  );
  const [last = 0, missing = 0] = answer.split("\t").map(Number);
  return { last, missing };
};
const lastOf = async (server: Mariadb): Promise<number> => (await rows(server)).last;
/** The last statement of a client that was killed may be committed after it: both are asked each time. */
const caughtUp = (one: Mariadb, other: Mariadb): Promise<void> =>
  expect.poll(async () => (await lastOf(one)) - (await lastOf(other)), soon).toBe(0);
const insert = (n: number): string => `insert into wiki.pages values (${n})`;

describe("a hold of a node of a Galera cluster", () => {
  canJoinByCopy();
  let node: Node;
  const house = mariadbHouse(async () => {
    node = await galeraNode("wiki-db-1");
    return node.argumentsTo();
  });
  beforeAll(() => house.server.sql(TABLE));

  it("blocks its commits; its copy joins the cluster and is sent no more than what came since; the others go on without it", async () => {
    await using stack = new AsyncDisposableStack();
    const own = stack.use(house.server.load(insert));
    await expect.poll(() => own.acknowledged).toBeGreaterThan(20);
    const holder = await house.frozen();
    const acknowledged = own.acknowledged;
    const copies = stack.use(await copyFrozen(house.disks.of));
    expect(own.acknowledged).toBe(acknowledged);
    expect(await holder.say("PROVE", "PROOF id=0")).toContain("held=yes");
    await holder.say("THAW token=token-0001", "THAWED cause=ordered");
    expect(await holder.say("COLLECT", "EVIDENCE")).toContain("ended=yes");
    await expect.poll(() => own.acknowledged).toBeGreaterThan(acknowledged + 5);
    await own[Symbol.asyncDispose]();

    // By it a copy takes itself for the node that it was made of, and for the whole cluster.
    await rm(join(copies.mounts.data, "mysql/gvwstate.dat"));
    const second = await galeraNode("wiki-db-2");
    const peer = stack.use(await startMariadb(copies.mounts, ...second.argumentsTo(node)));
    await expect.poll(() => wsrep(peer, "ready"), { timeout: 40_000 }).toBe("ON");
    await caughtUp(peer, house.server);
    const { last, missing } = await rows(peer);
    expect(missing).toBe(0);
    const sent = /Receiving IST: (\d+) writesets/.exec(await peer.log())?.[1];
    expect(Number(sent)).toBeGreaterThan(5);
    expect(Number(sent)).toBeLessThan(last - acknowledged + 10);

    const load = stack.use(peer.load((n) => insert(last + 1_000 + n)));
    await expect.poll(() => load.acknowledged).toBeGreaterThan(20);
    await using hold = await house.bot.guests().open(house.request(), never);
    await hold.arm("token-bot-1", never);
    await hold.freeze(never);
    expect(await hold.prove(never)).toBe(true);
    const whenHeld = load.acknowledged;
    await expect.poll(() => load.acknowledged, { timeout: 4_000 }).toBeGreaterThan(whenHeld + 20);
    expect(await wsrep(peer, "cluster_size")).toBe("2");
    await hold.thaw();
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({ thawCause: "ordered", thawProved: true });
    expect(seen?.acts[0]).toMatchObject({ role: "galera", stageBeforeThaw: true, stageEnded: true });
    await load[Symbol.asyncDispose]();
    await expect.poll(() => wsrep(house.server, "local_state_comment"), soon).toBe("Synced");
    await caughtUp(house.server, peer);
  });

  it("has no commits timed: they would go to the others", async () => {
    const start = "COMMITS do=start kind=mariadb name=main for_ms=60000";
    const refusal = await (await house.greeted()).say(start, "ERR");
    expect(decodeURIComponent(refusal)).toContain("a member of a Galera cluster");
  });
});

describe.each([[1], [4]])("a hold of a replica with %i appliers", (appliers) => {
  const stack = new AsyncDisposableStack();
  const house = mariadbHouse(async () => ["--server-id=2", `--slave-parallel-threads=${appliers}`]);
  let primary: Mariadb;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "ff-primary-"));
    stack.defer(() => rm(folder, { recursive: true }));
    await command("chmod", "755", folder);
    const [port] = await freePorts();
    const listens = ["--skip-networking=0", "--bind-address=127.0.0.1", `--port=${port}`, "--server-id=1"];
    const everything = { data: folder, redo: folder, binlog: folder, undo: folder };
    primary = stack.use(await startMariadb(everything, ...listens));
    await primary.sql(
      "create user copier identified by 'copier'; grant replication slave on *.* to copier; flush privileges",
    );
    const from = `master_host='127.0.0.1', master_port=${port}, master_user='copier', master_password='copier'`;
    await house.server.sql(`change master to ${from}, master_use_gtid=slave_pos; start slave`);
    await primary.sql(TABLE);
  });
  afterAll(() => stack.disposeAsync());

  it("has a copy that is the primary at one moment; the primary goes on, and the replica after it", async () => {
    await using load = primary.load(insert);
    // Its table comes by replication, too.
    await expect.poll(() => lastOf(house.server).catch(() => 0), soon).toBeGreaterThan(20);
    await using hold = await house.bot.guests().open(house.request(), never);
    await hold.arm("token-bot-1", never);
    await hold.freeze(never);
    const applied = await rows(house.server);
    const whenHeld = load.acknowledged;
    await using copies = await copyFrozen(house.disks.of);
    expect(await hold.prove(never)).toBe(true);
    await expect.poll(() => load.acknowledged, { timeout: 4_000 }).toBeGreaterThan(whenHeld + 20);
    expect(await rows(house.server)).toEqual(applied);
    await hold.thaw();
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({ thawCause: "ordered", thawProved: true });
    expect(seen?.acts[0]).toMatchObject({ role: "replica", stageBeforeThaw: true, stageEnded: true });
    await load[Symbol.asyncDispose]();
    await caughtUp(house.server, primary);
    await using copy = await startMariadb(copies.mounts, "--server-id=3", "--skip-slave-start");
    expect(await rows(copy)).toEqual({ last: applied.last, missing: 0 });
    await copy.sql("start slave");
    await caughtUp(copy, primary);
    expect((await rows(copy)).missing).toBe(0);
  });
});
