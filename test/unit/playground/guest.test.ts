import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventLog } from "../../../playground/events.ts";
import { type Guest, startGuest } from "../../../playground/guest/guest.ts";
import { HolderClient } from "./holder-client.ts";

const data = { volumeId: "vol-data", device: "/dev/vdb", mount: "/data", fsType: "ext4", fsUuid: "u1" };
const wal = { volumeId: "vol-wal", device: "/dev/vdc", mount: "/wal", fsType: "ext4", fsUuid: "u2" };
const cluster = {
  cluster: "main",
  version: "15.18",
  data: "/data/main",
  wal: "/wal/15",
  tablespaces: [],
  systemId: "7",
  startedAt: "2026-01-01T00:00:00.000Z",
  role: "primary",
  fsync: "on",
  fullPageWrites: "on",
  synchronousCommit: "on",
} as const;

let guest: Guest;
let events: EventLog;
const clients: HolderClient[] = [];

beforeEach(async () => {
  events = new EventLog();
  guest = await startGuest({ server: "db-1", mounts: [data, wal], clusters: [cluster] }, events);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  await guest[Symbol.asyncDispose]();
});

function connect(): HolderClient {
  const client = new HolderClient(guest.port);
  clients.push(client);
  client.say("HELLO protocol=1 instance=i run=r");
  return client;
}

/** Everything up to PREPARE: stage 1 is the database, which uses both mounts. */
async function prepared(): Promise<HolderClient> {
  const client = connect();
  client.say("VOLUME role=data serial=vol-data mount=/data", "VOLUME role=wal serial=vol-wal");
  client.say("RECIPE stage=1 id=1 kind=postgresql cluster=main", "PREPARE");
  await client.hears("PREPARED id=1");
  await client.hears("PREPARED");
  return client;
}

async function frozen({ budget = 5_000, silence = 3_000 } = {}): Promise<HolderClient> {
  const client = await prepared();
  client.say(`ARM token=T budget_ms=${budget} silence_ms=${silence}`, "FREEZE stage=1");
  await client.hears("FROZEN stage=1 mounts=2");
  return client;
}

const isFrozen = (mount: string): boolean => guest.machine.frozenBy(mount) !== undefined;

describe("a hold in the simulated guest", () => {
  it("resolves volumes and what the database uses", async () => {
    const client = connect();
    expect(await client.hears("HELLO")).toMatch(
      /^HELLO protocol=1 kit=\S+ host=db-1 kernel=\S+ boot=\S+ at=\d+ wall=/,
    );
    client.say("VOLUME role=data serial=vol-data", "VOLUME role=wal serial=vol-wal mount=/wal");
    expect(await client.hears("VOLUME")).toBe(
      "VOLUME role=data device=/dev/vdb mount=/data fstype=ext4 uuid=u1 disks=vol-data",
    );
    client.say("RECIPE stage=1 id=a kind=postgresql cluster=main");
    expect(await client.hears("RECIPE")).toMatch(
      /^RECIPE id=a mounts=\/data,\/wal version=15.18 data=\/data\/main /,
    );
  });

  it("makes no checkpoint in a rehearsal", async () => {
    const client = connect();
    client.say("VOLUME role=data serial=vol-data", "VOLUME role=wal serial=vol-wal");
    client.say("RECIPE stage=1 id=1 kind=postgresql cluster=main", "PREPARE rehearse=yes");
    expect(await client.hears("PREPARED")).toBe("PREPARED");
  });

  it("stops writers from FROZEN to THAWED and proves it", async () => {
    const client = await frozen();
    let written = false;
    const write = guest.machine.write(
      "vol-data",
      async () => {
        written = true;
      },
      AbortSignal.timeout(5_000),
    );
    client.say("BEAT n=1", "PROVE");
    expect(await client.hears("BEAT")).toBe("BEAT n=1 frozen=2");
    expect(await client.hears("PROOF")).toMatch(/^PROOF frozen=2 blocked=2 watchdog=quiet at=\d+$/);
    expect(written).toBe(false);
    client.say("THAW token=T stage=1");
    expect(await client.hears("THAWED")).toMatch(
      /^THAWED cause=ordered token=T left=0 frozen_ms=\d+ sentinels=2 watchdog=quiet at=\d+ wall=\S+$/,
    );
    await write;
    expect(written).toBe(true);
  });

  it("waits for writes in flight before it says FROZEN", async () => {
    const gate = Promise.withResolvers<void>();
    const write = guest.machine.write("vol-wal", () => gate.promise, AbortSignal.timeout(5_000));
    const client = await prepared();
    client.say("ARM token=T budget_ms=5000 silence_ms=3000", "FREEZE stage=1", "BEAT n=9");
    await client.hears("BEAT n=9");
    expect(client.lines.filter((line) => line.startsWith("FROZEN"))).toEqual([]);
    gate.resolve();
    await write;
    await client.hears("FROZEN");
  });

  it("thaws stage by stage in reverse and counts what is left", async () => {
    const client = connect();
    client.say("VOLUME role=data serial=vol-data", "VOLUME role=wal serial=vol-wal");
    client.say("RECIPE stage=1 id=1 kind=fsfreeze roles=data", "RECIPE stage=2 id=2 kind=fsfreeze roles=wal");
    client.say("PREPARE", "ARM token=T budget_ms=5000 silence_ms=3000", "FREEZE stage=1", "FREEZE stage=2");
    await client.hears("FROZEN stage=2");
    client.say("THAW token=T stage=2");
    expect(await client.hears("THAWED")).toBe("THAWED stage=2 left=1");
    expect([isFrozen("/data"), isFrozen("/wal")]).toEqual([true, false]);
    client.say("THAW token=T stage=1");
    expect(await client.hears("THAWED")).toContain("cause=ordered token=T left=0");
  });

  it("gives evidence of the same database process after the thaw", async () => {
    const client = await frozen();
    client.say("THAW token=T stage=1", "COLLECT", "BYE");
    expect(await client.hears("EVIDENCE")).toMatch(
      /^EVIDENCE id=1 system=7 started=2026-01-01T00:00:00.000Z wal_end=0\//,
    );
    await client.hears("COLLECTED");
    await client.hears("BYE");
    await expect.poll(() => client.closed).toBe(true);
  });
});

describe("the simulated guest thaws by itself", () => {
  it("when the connection breaks", async () => {
    const client = await frozen();
    client.cut();
    await expect.poll(() => isFrozen("/data") || isFrozen("/wal")).toBe(false);
  });

  it("after the silence limit, and says why", async () => {
    const client = await frozen({ silence: 60 });
    expect(await client.hears("THAWED")).toContain("cause=silence token=T left=0");
    await expect.poll(() => client.closed).toBe(true);
    expect(isFrozen("/data")).toBe(false);
  });

  it("one second after the budget, heartbeats or not", async () => {
    const client = await frozen({ budget: 50 });
    const line = await client.hears("THAWED cause=deadline");
    const held = Number(/frozen_ms=(\d+)/.exec(line)?.[1]);
    expect(held).toBeGreaterThanOrEqual(1_040);
    expect(held).toBeLessThan(1_500);
  });

  it("before it answers anything else when a line was wrong", async () => {
    const client = await frozen();
    client.say("THAW token=other stage=1");
    expect(await client.hears("ERR")).toContain("code=wrong-token");
    expect(await client.hears("THAWED")).toContain("cause=error");
  });
});

describe("the simulated guest refuses", () => {
  it.each([
    ["an unknown volume", "VOLUME role=data serial=nothing", "ERR code=unknown-volume role=data"],
    [
      "a wrong mount",
      "VOLUME role=data serial=vol-data mount=/srv",
      "ERR code=not-mounted role=data path=/srv",
    ],
    ["an unknown recipe", "RECIPE stage=1 id=1 kind=mongodb", "ERR code=no-recipe"],
    ["a freeze that was not armed", "FREEZE stage=1", "ERR code=protocol"],
    ["a proof of nothing", "PROVE", "ERR code=not-frozen"],
  ])("%s", async (_, line, answer) => {
    const client = connect();
    client.say(line);
    expect(await client.hears("ERR")).toContain(answer);
    client.say("STATUS");
    expect(await client.hears("STATUS")).toBe("STATUS state=idle");
  });

  it("what is no line of the protocol, and hangs up", async () => {
    const client = connect();
    client.say("VOLUME role=$(id)");
    expect(await client.hears("ERR")).toContain("code=protocol");
    await expect.poll(() => client.closed).toBe(true);
  });

  it("a database that keeps data outside the hold's volumes", async () => {
    const client = connect();
    client.say("VOLUME role=data serial=vol-data", "RECIPE stage=1 id=1 kind=postgresql cluster=main");
    expect(await client.hears("ERR")).toContain("code=not-on-volumes path=/wal/15");
  });

  it("a mount that somebody else froze", async () => {
    await guest.machine.freeze("/wal", { kind: "foreign" });
    const client = connect();
    client.say("VOLUME role=wal serial=vol-wal", "RECIPE stage=1 id=1 kind=fsfreeze roles=wal", "PREPARE");
    expect(await client.hears("ERR")).toContain("code=foreign-freeze path=/wal");
    expect(isFrozen("/wal")).toBe(true);
  });

  it("a second hold while one is open", async () => {
    await frozen();
    const other = await prepared();
    other.say("ARM token=U budget_ms=1000 silence_ms=3000");
    expect(await other.hears("ERR")).toContain("code=busy");
  });
});

describe("from another connection", () => {
  it("the open hold is shown and settled by its token", async () => {
    await frozen();
    const other = connect();
    other.say("STATUS");
    expect(await other.hears("STATUS")).toMatch(
      /^STATUS state=frozen token=T instance=i run=r mounts=\/data,\/wal frozen_ms=\d+ deadline_ms=\d+$/,
    );
    other.say("SETTLE instance=i token=U");
    expect(await other.hears("SETTLED")).toBe("SETTLED was=other");
    expect(isFrozen("/data")).toBe(true);
    other.say("SETTLE instance=i token=T", "SETTLE instance=i token=T");
    expect(await other.hears("SETTLED")).toBe("SETTLED was=frozen");
    expect(await other.hears("SETTLED")).toBe("SETTLED was=idle");
    expect(isFrozen("/data")).toBe(false);
  });
});

describe("faults that were asked for", () => {
  it("a refused freeze leaves nothing frozen", async () => {
    guest.faults.arm({ kind: "freeze-fails", mount: "/wal" });
    const client = await prepared();
    client.say("ARM token=T budget_ms=5000 silence_ms=3000", "FREEZE stage=1");
    expect(await client.hears("ERR")).toContain("code=cannot-freeze path=/wal");
    expect(await client.hears("THAWED")).toContain("cause=error");
    expect([isFrozen("/data"), isFrozen("/wal")]).toEqual([false, false]);
  });

  it("a thaw behind the holder's back shows in the sentinels alone", async () => {
    guest.faults.arm({ kind: "foreign-thaw", mount: "/wal", afterMs: 5 });
    const client = await frozen();
    await expect.poll(() => isFrozen("/wal")).toBe(false);
    client.say("PROVE");
    expect(await client.hears("PROOF")).toContain("frozen=2 blocked=1 watchdog=quiet");
  });

  it("an early thaw is announced", async () => {
    guest.faults.arm({ kind: "thaw-early", afterMs: 20 });
    const client = await frozen();
    expect(await client.hears("THAWED")).toContain("cause=signal");
  });

  it("a killed holder breaks off, and nothing stays frozen", async () => {
    guest.faults.arm({ kind: "killed", afterMs: 10 });
    const client = await frozen();
    await expect.poll(() => client.closed).toBe(true);
    await expect.poll(() => isFrozen("/data") || isFrozen("/wal")).toBe(false);
  });

  it("an unreachable guest breaks every connection", async () => {
    guest.faults.arm({ kind: "unreachable" });
    const client = connect();
    await expect.poll(() => client.closed).toBe(true);
    expect(client.lines).toEqual([]);
  });
});
