import { afterEach, expect, it } from "vitest";
import type { CanaryRequest } from "#workflows/canary-port.ts";
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

const HELLO = "HELLO protocol=1 kit=1.2.0 host=db kernel=6.1.0 boot=b-1 at=1 wall=2026-01-01T00:00:00.000Z";

/** A guest whose kit knows canaries. */
async function guest(overrides: Readonly<Record<string, Script>> = {}): Promise<ScriptedHolder> {
  const canary: Script = (_, line) => [
    line.includes("do=start")
      ? "CANARY state=running every_ms=150 roles=data,wal"
      : "CANARY state=stopped cycles=57 longest_ms=160 writing_ms=20",
  ];
  const made = await scriptedHolder(goodGuest({ HELLO: () => [HELLO], CANARY: canary, ...overrides }));
  holders.push(made);
  return made;
}

function run(guests: Readonly<Record<string, ScriptedHolder>>, signal = never) {
  const port = loopbackGuests();
  const request: CanaryRequest = {
    runId: "run-1",
    id: "token-0001",
    forMs: 190_000,
    servers: Object.entries(guests).map(([server, { port: at }]) => ({
      server,
      via: { kind: "local", port: at },
    })),
    volumes: Object.keys(guests).flatMap((server) =>
      ["data", "wal"].map((role) => ({
        role,
        server,
        volumeId: `${role}-0000-1111-2222-3333`,
        mount: undefined,
      })),
    ),
  };
  return port.canary(request, signal);
}

const writer = { server: "db-1", roles: ["data", "wal"], cycles: 57, longestMs: 160, writingMs: 20 };

it("has a conversation of its own, from before the cut to after it", async () => {
  const db = await guest();
  await using canary = run({ "db-1": db });
  await canary.ready;
  expect(db.heard).toEqual([
    "HELLO protocol=1 instance=test run=run-1",
    "VOLUME role=data serial=data-0000-1111-2222-3333",
    "VOLUME role=wal serial=wal-0000-1111-2222-3333",
    "CANARY do=start id=token-0001 for_ms=190000",
  ]);
  expect(await canary.stop()).toEqual({ writers: [writer], problems: [] });
  expect(db.heard.slice(4)).toEqual(["CANARY do=stop", "BYE"]);
  await db.closed;
});

it("asks nothing of a kit that knows no canary", async () => {
  const db = await guest();
  const old = await guest({ HELLO: () => [HELLO.replace("1.2.0", "1.1.0")] });
  await using canary = run({ "db-1": db, "web-1": old });
  await canary.ready;
  expect(await canary.stop()).toEqual({
    writers: [writer],
    problems: ["web-1: its guest kit 1.1.0 knows no canary (since 1.2.0)"],
  });
  expect(old.heard).toHaveLength(1);
});

it.each<[string, Readonly<Record<string, Script>>, RegExp]>([
  [
    "refuses a volume",
    { VOLUME: () => ["ERR code=not-mounted role=data what=nothing"] },
    /^db-1, role data: nothing/,
  ],
  ["cannot start it", { CANARY: () => ["ERR code=canary what=full"] }, /^db-1: .*full/],
  ["hangs up", { CANARY: () => "hang up" }, /^db-1: /],
  [
    "says that it ended by itself",
    {
      CANARY: (_, line) => [
        line.includes("stop")
          ? "CANARY state=died cycles=3 longest_ms=1 writing_ms=1"
          : "CANARY state=running every_ms=150 roles=data,wal",
      ],
    },
    /^db-1: the canary ended by itself before the end$/,
  ],
])("a guest that %s has had none, and that is all", async (_, overrides, why) => {
  const db = await guest(overrides);
  await using canary = run({ "db-1": db });
  await canary.ready;
  const { writers, problems } = await canary.stop();
  expect(writers).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(why)]);
});

it("is given up at once when nobody needs it any more, whatever the guest does", async () => {
  const db = await guest({ CANARY: () => [] });
  const canary = run({ "db-1": db });
  await expect.poll(() => db.heard.length).toBe(4);
  await canary[Symbol.asyncDispose]();
  await db.closed;
});
