import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { converse, type Line } from "../../contract/playground/recovery-conversation.ts";
import recorded from "../../fixtures/playground/recovery-kit.json" with { type: "json" };
import { exitOf } from "../guest-kit/harness/writer.ts";
import { installRecoveryKit } from "../recovery-kit/harness/recovery-kit.ts";
import { restore } from "../recovery-kit/harness/restored.ts";
import { makeSource } from "../recovery-kit/harness/source.ts";

test("the kit answers as in the record that the playground's recovery server is held to", {
  timeout: 300_000,
}, async () => {
  await using kit = await installRecoveryKit();
  await using source = await makeSource();
  await using disks = await restore(source);
  const { config, wal, data } = disks;
  const ids = { config: config.volumeId, wal: wal.volumeId, data: data.volumeId };
  expect(await converse(async () => serve(kit.program), ids, source.mounts)).toEqual(recorded);
});

function serve(program: string): Line {
  const child = spawn(program, ["serve"], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const ended = exitOf(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // It hangs up first after a word that is none of the protocol.
  child.stdin.on("error", () => undefined);
  const hangUp = async () => {
    child.stdin.end();
    await ended;
  };
  onTestFinished(hangUp);
  return {
    send: (line) => void child.stdin.write(`${line}\n`),
    next: async () => {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
    hangUp,
  };
}
