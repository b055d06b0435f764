import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { createRecovery } from "#recovery/recovery.ts";

const never = new AbortController().signal;
const ssh = { identityFile: "/none", knownHostsFile: "/none", connectTimeoutMs: 1_000, configDir: "/none" };
const recovery = createRecovery({ ssh });
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A session with a kit of this version that answers CANARY so. */
async function session(kit: string, answer: (role: string) => string) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    createInterface({ input: socket }).on("line", (line) => {
      const [verb, ...values] = line.split(" ");
      heard.push(line);
      if (verb === "HELLO")
        socket.write(
          `HELLO protocol=1 kit=${kit} ${values.find((value) => value.startsWith("nonce="))} kernel=6.1 postgresql=15 glibc=2.36\n`,
        );
      else if (verb === "CANARY") socket.write(`${answer(values[0]?.slice("role=".length) ?? "")}\n`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const who = { runId: "run-1", instance: "test" };
  const made = await recovery.open({ server: "recovery-1", via: { kind: "local", port } }, who, never);
  return { made, heard };
}

it("what a canary wrote is read volume by volume", async () => {
  const answers: Readonly<Record<string, string>> = {
    data: "CANARY role=data state=read id=token-0001 position=1 of=2 last=3 at=5300 wall=1800000000300 steps=150,160",
    wal: "CANARY role=wal state=read id=token-0001 position=2 of=2 last=0",
    config: "CANARY role=config state=none",
  };
  const { made } = await session("1.1.0", (role) => answers[role] ?? "");
  const known = { state: "read", id: "token-0001", of: 2 };
  expect(await made.readCanary(["data", "wal", "config"], never)).toEqual([
    { ...known, role: "data", position: 1, last: 3, at: 5_300, wall: 1_800_000_000_300, steps: [150, 160] },
    { ...known, role: "wal", position: 2, last: 0, steps: [] },
    { role: "config", state: "none" },
  ]);
});

it("a kit that is older is not asked: it would end the conversation", async () => {
  const { made, heard } = await session("1.0.0", () => "");
  expect(await made.readCanary(["data"], never)).toBeUndefined();
  expect(heard).toHaveLength(1);
});

it.each(["state=read", "state=splendid", "state=read id=a position=1 of=2 last=-3 steps=1,,x"])(
  "an answer with %s is not believed",
  async (said) => {
    const { made } = await session("1.1.0", (role) => `CANARY role=${role} ${said}`);
    await expect(made.readCanary(["data"], never)).rejects.toThrow(/garbles/);
  },
);

it("a server that is booted reads it after mounting and before it starts anything", async () => {
  const script = await recovery.script(
    { runId: "run-1", instance: "test", nonce: "0123456789abcdef" },
    {
      volumes: ["data", "wal"].map((role) => ({
        role,
        volumeId: `${role}-0000-1111-2222-333344445555`,
        mount: undefined,
      })),
      postgresql: { cluster: "main", dataRole: "data" },
      checks: [],
      canary: ["data", "wal"],
    },
  );
  const job = gunzipSync(Buffer.from(script, "base64")).toString();
  expect(job).toMatch(/\nMOUNT role=wal\nCANARY role=data\nCANARY role=wal\nSTART /);
});
