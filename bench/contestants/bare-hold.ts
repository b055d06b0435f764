import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Target } from "../target.ts";

/** The guest kit's holder over one ssh session, spoken line by line; see docs/hold-protocol.md. */
export interface BareHold extends AsyncDisposable {
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

interface Access {
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

const BEAT_MS = 1_000;

/** Opens a hold with the seeded applications' own recipes and arms it: nothing is frozen yet. */
export async function openBareHold(
  { sshPort, volumes }: Target,
  { identityFile, knownHostsFile }: Access,
): Promise<BareHold> {
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${knownHostsFile}`,
    "IdentitiesOnly=yes",
  ];
  const ssh = spawn(
    "ssh",
    [
      "-F",
      "none",
      "-T",
      "-a",
      "-x",
      "-i",
      identityFile,
      "-p",
      String(sshPort),
      ...options.flatMap((option) => ["-o", option]),
      "freezeframe@127.0.0.1",
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ask = conversation(ssh);
  const token = `bench${Date.now()}`;
  await ask(`HELLO protocol=1 instance=bench run=${token}`, "HELLO");
  for (const { role, id, mount } of volumes)
    await ask(`VOLUME role=${role} serial=${id} mount=${mount}`, "VOLUME");
  await ask("RECIPE stage=1 id=1 kind=postgresql cluster=main", "RECIPE");
  await ask("RECIPE stage=2 id=2 kind=fsfreeze roles=config", "RECIPE");
  await ask("PREPARE", /^PREPARED$/);
  await ask(`ARM token=${token} budget_ms=10000 silence_ms=3000`, "ARMED");
  let n = 0;
  const beats = setInterval(() => ssh.stdin.write(`BEAT n=${++n}\n`), BEAT_MS);
  return {
    freeze: async () => {
      await ask("FREEZE stage=1", "FROZEN");
      await ask("FREEZE stage=2", "FROZEN");
    },
    thaw: () => ask(`THAW token=${token} stage=1`, "THAWED cause=ordered"),
    [Symbol.asyncDispose]: async () => {
      clearInterval(beats);
      ssh.stdin.end();
      if (ssh.exitCode === null) await once(ssh, "exit");
    },
  };
}

/** Sends a line and waits for the line that answers it; beats' answers and what comes before it are passed over. */
function conversation(
  ssh: ChildProcess & {
    stdin: NonNullable<ChildProcess["stdin"]>;
    stdout: NonNullable<ChildProcess["stdout"]>;
  },
) {
  let waiting:
    | {
        readonly ends: (line: string) => boolean;
        readonly resolve: () => void;
        readonly reject: (error: Error) => void;
      }
    | undefined;
  ssh.stdin.on("error", () => undefined);
  createInterface({ input: ssh.stdout }).on("line", (line) => {
    if (/^ERR |^THAWED cause=(?!ordered)/.test(line)) waiting?.reject(new Error(`the holder said: ${line}`));
    else if (waiting?.ends(line)) waiting.resolve();
  });
  ssh.on("exit", () => waiting?.reject(new Error("the ssh session of the hold ended")));
  return (line: string, answer: string | RegExp): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const ends = (said: string) => (typeof answer === "string" ? said.startsWith(answer) : answer.test(said));
    waiting = { ends, resolve, reject };
    ssh.stdin.write(`${line}\n`);
    return promise;
  };
}
