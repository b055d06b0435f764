import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { startRecoveryServer } from "../../../playground/guest/recovery/recovery-server.ts";
import type { RestoredDisk } from "../../../playground/guest/recovery/seed.ts";
import recorded from "../../fixtures/playground/recovery-kit.json" with { type: "json" };
import { converse, type Line } from "./recovery-conversation.ts";

// test/lab/all/recovery-kit-recorded.test.ts has these very conversations with the real kit, and compares with the same record.

const disk = (role: "config" | "wal" | "data"): RestoredDisk => ({
  volumeId: `${role}-0000-1111-2222-333344445555`,
  device: `/dev/vd${role[0]}`,
  fsType: "ext4",
  fsUuid: role,
  content: { config: 12, wal: 10, data: 11 }[role],
  ...(role === "data" && {
    database: { version: "15.18", systemId: "77", data: "/srv/data/main", checksums: true },
  }),
});
const disks = { config: disk("config"), wal: disk("wal"), data: disk("data") };
const { config, wal, data } = disks;

test("the simulated recovery server answers as the real kit did", async () => {
  const server = await startRecoveryServer(
    { server: "recovery-1", postgresql: [15], mariadb: "10.11", glibc: "2.36", icu: "72.1" },
    async (id) => Object.values(disks).find(({ volumeId }) => volumeId === id),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const ids = { config: config.volumeId, wal: wal.volumeId, data: data.volumeId };
  const mounts = { config: "/srv/config", wal: "/srv/wal", data: "/srv/data" };
  expect(await converse(() => dial(server.port), ids, mounts)).toEqual(recorded);
});

async function dial(port: number): Promise<Line> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  onTestFinished(() => void socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    send: (line) => void socket.write(`${line}\n`),
    next: async () => {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
    hangUp: async () => void socket.destroy(),
  };
}
