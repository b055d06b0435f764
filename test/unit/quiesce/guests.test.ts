import { afterEach, describe, expect, it } from "vitest";
import type { HoldRequest } from "#workflows/guest-port.ts";
import {
  goodGuest,
  loopbackGuests,
  type Script,
  type ScriptedHolder,
  scriptedHolder,
} from "./scripted-holder.ts";

const never = new AbortController().signal;
const holders: ScriptedHolder[] = [];

afterEach(async () => {
  for (const holder of holders.splice(0)) await holder[Symbol.asyncDispose]();
});

async function holder(script: Script = goodGuest()): Promise<ScriptedHolder> {
  const made = await scriptedHolder(script);
  holders.push(made);
  return made;
}

const guests = loopbackGuests;

const at = (server: string, { port }: { port: number }) => ({
  server,
  via: { kind: "local", port } as const,
});
const volume = (role: string, server = "db-1") => ({
  role,
  server,
  volumeId: `${role}-0000-1111-2222-333344445555`,
  mount: undefined,
});

const oneServer = (guest: ScriptedHolder): HoldRequest => ({
  runId: "run-1",
  rehearse: false,
  budgetMs: 2_000,
  servers: [at("db-1", guest)],
  volumes: [volume("data"), volume("wal"), volume("config")],
  stages: [
    [{ kind: "postgresql", server: "db-1", cluster: "main" }],
    [{ kind: "fsfreeze", server: "db-1", roles: ["config"] }],
  ],
});

const twoServers = (db: ScriptedHolder, web: ScriptedHolder): HoldRequest => ({
  ...oneServer(db),
  servers: [at("db-1", db), at("web-1", web)],
  volumes: [volume("data"), volume("files", "web-1")],
  stages: [
    [{ kind: "fsfreeze", server: "db-1", roles: ["data"] }],
    [{ kind: "fsfreeze", server: "web-1", roles: ["files"] }],
  ],
});

describe("a hold of one server", () => {
  it("says the protocol's lines in order and hands back what it saw", async () => {
    const guest = await holder();
    await using hold = await guests().open(oneServer(guest), never);
    expect(hold.mounts).toEqual([
      {
        server: "db-1",
        kit: "1.1.0",
        mounts: ["data", "wal", "config"].map((role) => ({
          mount: `/mnt/${role}`,
          volumeIds: [volume(role).volumeId],
          device: `/dev/vd${role[0]}`,
          fsType: "ext4",
          fsUuid: `u-${role}`,
        })),
      },
    ]);
    await hold.arm("token-0001", never);
    await hold.freeze(never);
    expect(await hold.prove(never)).toBe(true);
    await hold.thaw();
    const [seen] = await hold.collect(never);
    expect(guest.heard).toEqual([
      "HELLO protocol=1 instance=test run=run-1",
      "VOLUME role=data serial=data-0000-1111-2222-333344445555",
      "VOLUME role=wal serial=wal-0000-1111-2222-333344445555",
      "VOLUME role=config serial=config-0000-1111-2222-333344445555",
      "RECIPE stage=1 id=0 kind=postgresql cluster=main",
      "RECIPE stage=2 id=1 kind=fsfreeze roles=config",
      "PREPARE",
      "ARM token=token-0001 budget_ms=2000 silence_ms=5000",
      "FREEZE stage=1",
      "FREEZE stage=2",
      "PROVE",
      "PROVE",
      "THAW token=token-0001 stage=1",
      "COLLECT",
      "BYE",
    ]);
    expect(seen).toEqual({
      server: "db-1",
      kit: "1.1.0",
      kernel: "6.1.0",
      bootId: "b-1",
      glibc: "2.36",
      icu: "72.1",
      mounts: hold.mounts[0]?.mounts,
      blockedBeforeCut: true,
      blockedAfterCut: true,
      heldUntilOrdered: true,
      thawCause: "ordered",
      watchdogQuiet: true,
      thawProved: true,
      frozenMs: 120,
      acts: [
        {
          kind: "postgresql",
          cluster: "main",
          version: "15.18",
          paths: ["/mnt/data/pg", "/mnt/wal/pg"],
          pathsFrozen: true,
          checkpointAdvanced: true,
          role: "primary",
          fsync: true,
          fullPageWrites: true,
          synchronousCommit: "on",
          sameServer: true,
          walToReplay: 32,
          collations: [
            { library: "libc", recorded: "2.31", used: "2.36" },
            { library: "icu", recorded: "153.120", used: "153.120" },
            { library: "libc" },
          ],
          icu: "72.1",
          commitsBefore: "2026-01-01T00:00:00.005Z",
        },
      ],
    });
  });

  it("takes a guest kit that does not tell of libraries for one that was not asked", async () => {
    const today = goodGuest();
    const guest = await holder((verb, line) => {
      const said = today(verb, line);
      if (said === "hang up") return said;
      return said.map((one) => one.replace(/ (?:glibc|collations)=\S+ icu=\S+/, ""));
    });
    await using hold = await guests().open(oneServer(guest), never);
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({ glibc: undefined, icu: undefined });
    expect(seen?.acts[0]).not.toHaveProperty("collations");
  });

  it("beats from ARM until it is thawed", async () => {
    const guest = await holder();
    await using hold = await guests().open(oneServer(guest), never);
    expect(guest.beats).toEqual([]);
    await hold.arm("token-0001", never);
    await expect.poll(() => guest.beats.length).toBeGreaterThan(2);
    await hold.freeze(never);
    const before = guest.beats.length;
    await expect.poll(() => guest.beats.length).toBeGreaterThan(before + 1);
    await hold.thaw();
    const after = guest.beats.length;
    await hold.collect(never);
    expect(guest.beats.length).toBeLessThanOrEqual(after + 1);
    expect(hold.lost.aborted).toBe(false);
  });

  it("counts nothing as seen after the cut when it was proved only once", async () => {
    const guest = await holder();
    await using hold = await guests().open(oneServer(guest), never);
    await hold.arm("token-0001", never);
    await hold.freeze(never);
    await hold.thaw();
    expect((await hold.collect(never))[0]).toMatchObject({ blockedBeforeCut: true, blockedAfterCut: false });
  });

  it.each([
    ["a sentinel that is not blocked", { PROVE: () => ["PROOF frozen=3 blocked=2 watchdog=quiet at=1"] }],
    ["a mount too few", { PROVE: () => ["PROOF frozen=2 blocked=2 watchdog=quiet at=1"] }],
    ["a watchdog that is gone", { PROVE: () => ["PROOF frozen=3 blocked=3 watchdog=gone at=1"] }],
  ] satisfies [string, Record<string, Script>][])("is thawed and fails for %s", async (_, overrides) => {
    const guest = await holder(goodGuest(overrides));
    await using hold = await guests().open(oneServer(guest), never);
    await hold.arm("token-0001", never);
    await expect(hold.freeze(never)).rejects.toMatchObject({
      kind: "failed",
      message: "db-1: the freeze could not be proved",
    });
    expect(guest.heard.at(-1)).toBe("THAW token=token-0001 stage=1");
  });

  it("says that a hook held only where its prove file said so on both sides of the cut", async () => {
    let proofs = 0;
    const guest = await holder(
      goodGuest({
        PROVE: () => [
          `PROOF id=0 held=${++proofs === 1 ? "yes" : "no"}`,
          "PROOF frozen=0 blocked=0 watchdog=quiet at=1",
        ],
      }),
    );
    const request = {
      ...oneServer(guest),
      volumes: [],
      stages: [[{ kind: "hook", server: "db-1", name: "flush" } as const]],
    };
    await using hold = await guests().open(request, never);
    await hold.arm("token-0001", never);
    await hold.freeze(never);
    // The file systems are frozen all the same.
    expect(await hold.prove(never)).toBe(true);
    await hold.thaw();
    expect((await hold.collect(never))[0]?.acts).toEqual([
      { kind: "hook", name: "flush", provedAfterFreeze: true, provedBeforeThaw: false },
    ]);
  });

  describe("of a MariaDB server", () => {
    const recipe =
      "RECIPE id=0 mounts=/mnt/data version=10.11.19 paths=/mnt/data/mysql,/mnt/data/redo role=primary flush_log=1 sync_binlog=1 log_bin=on doublewrite=on flush_method=O_DIRECT";
    const actOf = async (answer: string, evidence: string, proofs = ["yes", "yes"]) => {
      let proof = 0;
      const guest = await holder(
        goodGuest({
          RECIPE: () => [answer],
          PREPARE: () => ["PREPARED"],
          PROVE: () => [`PROOF id=0 held=${proofs[proof++]}`, "PROOF frozen=1 blocked=1 watchdog=quiet at=1"],
          COLLECT: () => [`EVIDENCE id=0 ${evidence}`, "COLLECTED"],
        }),
      );
      const one = oneServer(guest);
      const request = {
        ...one,
        volumes: one.volumes.slice(0, 1),
        stages: [[{ kind: "mariadb", server: "db-1", name: "main" } as const]],
      };
      await using hold = await guests().open(request, never);
      expect(guest.heard).toContain("RECIPE stage=1 id=0 kind=mariadb name=main");
      await hold.arm("token-0001", never);
      await hold.freeze(never);
      await hold.prove(never);
      await hold.thaw();
      return (await hold.collect(never))[0]?.acts[0];
    };

    it("reads what its session of BACKUP STAGE has seen", async () => {
      const engines = " engines=InnoDB:14,MyISAM:2";
      expect(
        await actOf(recipe + engines, "redo=flushed redo_bytes=4096 gtid=0-1-7 ended=yes"),
      ).toMatchObject({
        kind: "mariadb",
        paths: ["/mnt/data/mysql", "/mnt/data/redo"],
        stageAfterFreeze: true,
        stageBeforeThaw: true,
        stageEnded: true,
        redoWritten: true,
        doublewrite: true,
        engines: [
          { engine: "InnoDB", tables: 14 },
          { engine: "MyISAM", tables: 2 },
        ],
        redoToApply: 4_096,
        gtid: "0-1-7",
      });
    });

    it.each([
      [
        "a stage that was lost before the thaw",
        recipe,
        "redo=flushed ended=yes",
        ["yes", "no"],
        { stageBeforeThaw: false },
      ],
      [
        "a session that did not end it",
        recipe,
        "redo=flushed ended=no",
        ["yes", "yes"],
        { stageEnded: false },
      ],
      ["a log that was behind", recipe, "redo=behind ended=yes", ["yes", "yes"], { redoWritten: false }],
      [
        "a server that tells no positions and writes with each commit",
        recipe,
        "ended=yes",
        ["yes", "yes"],
        { redoWritten: true },
      ],
      [
        "one that tells none and writes once a second",
        recipe.replace("flush_log=1", "flush_log=0"),
        "ended=yes",
        ["yes", "yes"],
        { redoWritten: false },
      ],
      [
        "engines that were not seen",
        recipe,
        "redo=flushed ended=yes",
        ["yes", "yes"],
        { engines: undefined },
      ],
      [
        "a setting that was not read",
        recipe.replace("doublewrite=on", "doublewrite=unknown"),
        "redo=flushed ended=yes",
        ["yes", "yes"],
        { doublewrite: undefined },
      ],
    ])("takes %s for what it is", async (_, answer, evidence, proofs, seen) => {
      expect(await actOf(answer, evidence, proofs)).toMatchObject(seen);
    });
  });

  it("asks for a rehearsal where one is wanted", async () => {
    const guest = await holder(goodGuest({ PREPARE: () => ["PREPARED"] }));
    await using hold = await guests().open({ ...oneServer(guest), rehearse: true }, never);
    expect(guest.heard.at(-1)).toBe("PREPARE rehearse=yes");
    expect(hold.mounts[0]?.mounts).toHaveLength(3);
  });
});

describe("a hold that is lost", () => {
  const armed = async (guest: ScriptedHolder, limits?: { heartbeatMs: number; silenceMs: number }) => {
    const hold = await guests(limits).open(oneServer(guest), never);
    await hold.arm("token-0001", never);
    await hold.freeze(never);
    return hold;
  };

  it.each([
    [
      "the guest thawed by itself",
      (guest: ScriptedHolder) =>
        guest.say("THAWED cause=deadline token=token-0001 left=0 frozen_ms=3000 sentinels=3 watchdog=quiet"),
      /db-1: the guest thawed by itself \(deadline\)/,
    ],
    ["the channel broke", (guest: ScriptedHolder) => guest.hangUp(), /db-1: the connection was closed/],
    [
      "the guest fell silent",
      (guest: ScriptedHolder) => guest.fallSilent(),
      /db-1: no answer to heartbeats for \d+ ms/,
    ],
    [
      "it said something else",
      (guest: ScriptedHolder) => guest.say("Last login: today"),
      /is no line of the hold protocol/,
    ],
  ])("is known at once when %s, and never proved again", async (_, happen, message) => {
    const guest = await holder();
    await using hold = await armed(guest, { heartbeatMs: 20, silenceMs: 200 });
    happen(guest);
    await expect.poll(() => hold.lost.aborted).toBe(true);
    expect(hold.lost.reason).toMatchObject({ message: expect.stringMatching(message) });
    expect(await hold.prove(AbortSignal.timeout(500))).toBe(false);
  });

  it("is known by the next beat when somebody thawed a mount", async () => {
    let frozen = 3;
    // All of them from the first freeze on: a beat may come between the last one and the proof.
    const some = () => guest.heard.some((line) => line.startsWith("FREEZE"));
    const guest = await holder(goodGuest({ BEAT: (_, line) => [`${line} frozen=${some() ? frozen : 0}`] }));
    await using hold = await armed(guest);
    const beats = guest.beats.length;
    await expect.poll(() => guest.beats.length).toBeGreaterThan(beats + 2);
    expect(hold.lost.aborted).toBe(false);
    frozen = 2;
    await expect.poll(() => hold.lost.aborted).toBe(true);
    expect(hold.lost.reason).toMatchObject({
      message: "db-1: only 2 of 3 mounts are still frozen: somebody thawed one",
    });
  });

  it("leaves its cause in what is collected", async () => {
    const guest = await holder();
    await using hold = await armed(guest);
    guest.say("THAWED cause=silence token=token-0001 left=0 frozen_ms=3000 sentinels=3 watchdog=quiet");
    await expect.poll(() => hold.lost.aborted).toBe(true);
    await hold.thaw();
    expect((await hold.collect(never))[0]).toMatchObject({
      heldUntilOrdered: false,
      thawCause: "silence",
      thawProved: true,
    });
    expect(guest.heard).not.toContain("THAW token=token-0001 stage=1");
  });

  it("says what was never heard when the guest was gone before the thaw", async () => {
    const guest = await holder();
    await using hold = await armed(guest);
    guest.hangUp();
    await expect.poll(() => hold.lost.aborted).toBe(true);
    await hold.thaw();
    expect((await hold.collect(never))[0]).toMatchObject({
      heldUntilOrdered: false,
      thawCause: "not heard",
      watchdogQuiet: false,
      thawProved: false,
      frozenMs: undefined,
    });
  });
});

describe("a hold of two servers", () => {
  it("freezes stage by stage and thaws in reverse", async () => {
    const order: string[] = [];
    const spy = (server: string) => {
      const script = goodGuest();
      return (verb: string, line: string) => {
        if (verb === "FREEZE" || verb === "THAW") order.push(`${server} ${verb}`);
        return script(verb, line);
      };
    };
    const [db, web] = [await holder(spy("db-1")), await holder(spy("web-1"))];
    await using hold = await guests().open(twoServers(db, web), never);
    await hold.arm("token-0001", never);
    await hold.freeze(never);
    expect(await hold.prove(never)).toBe(true);
    await hold.thaw();
    expect(order).toEqual(["db-1 FREEZE", "web-1 FREEZE", "web-1 THAW", "db-1 THAW"]);
    expect((await hold.collect(never)).map((seen) => [seen.server, seen.thawProved])).toEqual([
      ["db-1", true],
      ["web-1", true],
    ]);
  });

  it("thaws the first when the second refuses, and says which and why", async () => {
    const db = await holder();
    const web = await holder(
      goodGuest({
        FREEZE: () => [
          "ERR code=foreign-freeze path=/mnt/files what=/mnt/files%20is%20frozen%20already",
          "THAWED cause=error token=token-0001 left=0 frozen_ms=1 sentinels=0 watchdog=quiet",
        ],
      }),
    );
    await using hold = await guests().open(twoServers(db, web), never);
    await hold.arm("token-0001", never);
    await expect(hold.freeze(never)).rejects.toMatchObject({
      kind: "refused",
      message: "web-1: /mnt/files is frozen already (foreign-freeze)",
    });
    expect(db.heard.at(-1)).toBe("THAW token=token-0001 stage=1");
  });

  it("says that a guest did not confirm the thaw when it fell silent in a freeze that failed", async () => {
    const db = await holder(goodGuest({ THAW: () => "hang up" }));
    const web = await holder(
      goodGuest({
        FREEZE: () => ["ERR code=cannot-freeze what=no", "THAWED cause=error left=0 watchdog=quiet"],
      }),
    );
    await using hold = await guests().open(twoServers(db, web), never);
    await hold.arm("token-0001", never);
    await expect(hold.freeze(never)).rejects.toMatchObject({
      message: "web-1: no (cannot-freeze); db-1 did not confirm the thaw",
      next: expect.stringContaining("within 5 s"),
    });
  });

  it("closes every session when one cannot be opened", async () => {
    const db = await holder();
    const web = await holder(
      goodGuest({ VOLUME: () => ["ERR code=unknown-volume role=files what=no%20such%20disk"] }),
    );
    await expect(guests().open(twoServers(db, web), never)).rejects.toMatchObject({
      kind: "refused",
      message: "web-1, role files: no such disk (unknown-volume)",
      next: expect.stringContaining("Attach the volume"),
    });
    await Promise.all([db.closed, web.closed]);
  });

  it("leaves a server alone that has nothing to freeze", async () => {
    const [db, web] = [await holder(), await holder()];
    const request = twoServers(db, web);
    await using hold = await guests().open({ ...request, stages: [request.stages[0] ?? []] }, never);
    expect(hold.mounts.map(({ server }) => server)).toEqual(["db-1"]);
    expect(web.heard).toEqual([]);
  });

  it("refuses a stage of a server that the manifest does not have", async () => {
    const db = await holder();
    const request = {
      ...oneServer(db),
      stages: [[{ kind: "fsfreeze", server: "db-9", roles: ["data"] } as const]],
    };
    await expect(guests().open(request, never)).rejects.toMatchObject({
      kind: "invalid-input",
      message: expect.stringContaining('"db-9"'),
    });
  });
});

describe("opening", () => {
  it.each([
    [0, "older", "Run install.sh"],
    [2, "newer", "Update the bot"],
  ])("says in words that a kit of protocol %i is %s", async (protocol, word, next) => {
    const guest = await holder(
      goodGuest({
        HELLO: () => [
          `HELLO protocol=${protocol} kit=9.9.9 host=db kernel=6 boot=b at=1 wall=x`,
          "ERR code=protocol what=no",
        ],
      }),
    );
    await expect(guests().open(oneServer(guest), never)).rejects.toMatchObject({
      kind: "refused",
      message: `db-1: the guest kit 9.9.9 is ${word} than this bot: it speaks protocol ${protocol}, the bot 1`,
      next: expect.stringContaining(next),
    });
  });

  it("is unreachable where nobody listens", async () => {
    const gone = await scriptedHolder(goodGuest());
    await gone[Symbol.asyncDispose]();
    await expect(guests().open(oneServer(gone), never)).rejects.toMatchObject({ kind: "unreachable" });
  });

  it("ends with the caller's reason when it is called off, and hangs up", async () => {
    const guest = await holder(goodGuest({ PREPARE: () => [] }));
    const caller = new AbortController();
    const opening = guests().open(oneServer(guest), caller.signal);
    await expect.poll(() => guest.heard).toContain("PREPARE");
    caller.abort(new Error("called off"));
    await expect(opening).rejects.toThrow("called off");
    await guest.closed;
  });

  it("refuses a file system that lies on a disk of no volume", async () => {
    const guest = await holder(
      goodGuest({
        VOLUME: (_, line) => [
          `VOLUME role=${/role=(\w+)/.exec(line)?.[1]} device=/dev/vdb mount=/mnt/data fstype=ext4 disks=data-0000-1111-2222-,vdz`,
        ],
      }),
    );
    await expect(guests().open(oneServer(guest), never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("/mnt/data also lies on disk vdz"),
    });
  });

  it("names the answer that is garbled", async () => {
    const guest = await holder(
      goodGuest({ PREPARE: () => ["PREPARED id=0 redo_before=x redo_after=0/1", "PREPARED"] }),
    );
    await expect(guests().open(oneServer(guest), never)).rejects.toMatchObject({
      message: "db-1: the guest's answer PREPARED lacks or garbles redo_before",
    });
  });
});

describe("a guest outside a hold", () => {
  it("is asked whether it is frozen and by whom, each for itself", async () => {
    const frozen = await holder(
      goodGuest({
        STATUS: () => [
          "STATUS state=frozen token=t-1 instance=else run=r-9 mounts=/a%20b,/c%2Cd frozen_ms=12 deadline_ms=900",
        ],
      }),
    );
    const gone = await scriptedHolder(goodGuest());
    await gone[Symbol.asyncDispose]();
    const idle = await holder();
    expect(await guests().status([at("a", frozen), at("b", gone), at("c", idle)], never)).toEqual([
      {
        server: "a",
        state: "frozen",
        token: "t-1",
        instance: "else",
        runId: "r-9",
        mounts: ["/a b", "/c,d"],
        frozenMs: 12,
      },
      { server: "b", state: "unreachable", reason: expect.stringContaining("ECONNREFUSED") },
      { server: "c", state: "idle" },
    ]);
  });

  it("is settled by token, in all servers, and says who did not answer", async () => {
    const [first, last] = [await holder(), await holder()];
    const gone = await scriptedHolder(goodGuest());
    await gone[Symbol.asyncDispose]();
    await guests().settle([at("a", first)], "token-0001", never);
    expect(first.heard).toEqual([
      "HELLO protocol=1 instance=test run=settle",
      "SETTLE instance=test token=token-0001",
    ]);
    await expect(guests().settle([at("b", gone), at("c", last)], "token-0001", never)).rejects.toMatchObject({
      kind: "unreachable",
    });
    expect(last.heard).toContain("SETTLE instance=test token=token-0001");
  });
});
