import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { createGuests } from "#quiesce/guests.ts";
import { systemClock } from "#support/clock.ts";
import type { GuestPort } from "#workflows/guest-port.ts";

/** The bot's side, which reaches holders over loopback alone. */
export const loopbackGuests = (limits = { heartbeatMs: 20, silenceMs: 5_000 }): GuestPort =>
  createGuests({
    ssh: { identityFile: "/none", knownHostsFile: "/none", connectTimeoutMs: 1_000, configDir: "/none" },
    clock: systemClock,
    instance: "test",
    limits,
  });

/** Answers to one line: lines to say, or `hang up`. */
export type Script = (verb: string, line: string) => readonly string[] | "hang up";

/** A holder on a loopback socket that follows a script, and remembers what it heard. */
export interface ScriptedHolder extends AsyncDisposable {
  readonly port: number;
  /** Everything but beats, in order. */
  readonly heard: string[];
  readonly beats: string[];
  /** Says a line that nobody asked for. */
  say(line: string): void;
  hangUp(): void;
  /** Sees no more of what is said, and says nothing: a network that is gone. */
  fallSilent(): void;
  readonly closed: Promise<unknown>;
}

export async function scriptedHolder(script: Script): Promise<ScriptedHolder> {
  const heard: string[] = [];
  const beats: string[] = [];
  const closed = Promise.withResolvers<unknown>();
  let peer: Socket | undefined;
  let silent = false;
  const server = createServer({ noDelay: true }, (socket) => {
    peer = socket;
    socket.on("close", closed.resolve);
    socket.on("error", () => {});
    createInterface({ input: socket }).on("line", (line) => {
      if (silent) return;
      const verb = line.split(" ")[0] ?? "";
      if (verb === "BEAT") beats.push(line);
      else heard.push(line);
      const answer = script(verb, line);
      if (answer === "hang up") socket.end();
      else for (const text of answer) socket.write(`${text}\n`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    heard,
    beats,
    say: (line) => void peer?.write(`${line}\n`),
    hangUp: () => void peer?.end(),
    fallSilent: () => {
      silent = true;
    },
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      peer?.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A guest in order: one volume per role, one mount each, PostgreSQL on data and wal. */
export function goodGuest(overrides: Readonly<Record<string, Script>> = {}): Script {
  let frozen = 0;
  const stages = new Map<string, number>();
  const thawed = (token: string) =>
    `THAWED cause=ordered token=${token} left=0 frozen_ms=120 sentinels=${total(stages)} watchdog=quiet at=900 wall=2026-01-01T00:00:00.120Z`;
  const value = (line: string, key: string) => new RegExp(`${key}=(\\S+)`).exec(line)?.[1] ?? "";
  const answers: Record<string, Script> = {
    HELLO: () => [
      "HELLO protocol=1 kit=1.1.0 host=db kernel=6.1.0 boot=b-1 glibc=2.36 icu=72.1 at=1 wall=2026-01-01T00:00:00.000Z",
    ],
    VOLUME: (_, line) => {
      const role = value(line, "role");
      return [
        `VOLUME role=${role} device=/dev/vd${role[0]} mount=/mnt/${role} fstype=ext4 uuid=u-${role} disks=${value(line, "serial").slice(0, 20)}`,
      ];
    },
    RECIPE: (_, line) => {
      const id = value(line, "id");
      const stage = value(line, "stage");
      const roles = value(line, "kind") === "fsfreeze" ? value(line, "roles").split(",") : ["data", "wal"];
      if (value(line, "kind") === "hook") return [`RECIPE id=${id} prove=yes`];
      stages.set(stage, (stages.get(stage) ?? 0) + roles.length);
      const mounts = `RECIPE id=${id} mounts=${roles.map((role) => `/mnt/${role}`).join(",")}`;
      if (value(line, "kind") === "fsfreeze") return [mounts];
      return [
        `${mounts} version=15.18 data=/mnt/data/pg wal=/mnt/wal/pg tablespaces= system=77 started=2026-01-01T00:00:00Z role=primary fsync=on full_page_writes=on synchronous_commit=on collations=libc:2.31:2.36,icu:153.120:153.120,libc::,other:1: icu=72.1`,
      ];
    },
    PREPARE: () => ["PREPARED id=0 redo_before=0/1A redo_after=1/10 wal_bytes=16 ms=12", "PREPARED"],
    ARM: (_, line) => [`ARMED token=${value(line, "token")}`],
    FREEZE: (_, line) => {
      const mounts = stages.get(value(line, "stage")) ?? 0;
      frozen += mounts;
      return [`FROZEN stage=${value(line, "stage")} mounts=${mounts} at=5 wall=2026-01-01T00:00:00.005Z`];
    },
    BEAT: (_, line) => [`BEAT n=${value(line, "n")} frozen=${frozen}`],
    PROVE: () => [`PROOF frozen=${frozen} blocked=${frozen} watchdog=quiet at=6`],
    THAW: (_, line) => {
      const stage = Number(value(line, "stage") || 1);
      const left = total(new Map([...stages].filter(([key]) => Number(key) < stage)));
      frozen = left;
      return left > 0 ? [`THAWED stage=${stage} left=${left}`] : [thawed(value(line, "token"))];
    },
    COLLECT: () => ["EVIDENCE id=0 system=77 started=2026-01-01T00:00:00Z wal_end=1/30", "COLLECTED"],
    STATUS: () => ["STATUS state=idle"],
    SETTLE: () => ["SETTLED was=idle"],
    BYE: () => ["BYE"],
  };
  return (verb, line) =>
    (overrides[verb] ?? answers[verb] ?? (() => ["ERR code=protocol what=no"]))(verb, line);
}

const total = (stages: ReadonlyMap<string, number>): number =>
  [...stages.values()].reduce((sum, n) => sum + n, 0);
