import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { labState } from "./lab.ts";
import { type Ran, run, start } from "./run.ts";
import { until } from "./until.ts";

/** A guest of the lab, seen from outside: nothing here goes through SSH or Freezeframe. */
export interface Guest {
  readonly name: string;
  /** The command line on this machine that runs one as root in the guest. */
  inside(argv: readonly string[]): string[];
  /** Runs a program as root in the guest. */
  exec(
    argv: readonly string[],
    options?: { readonly input?: string; readonly limitMs?: number },
  ): Promise<Ran>;
  /** The same with `bash -c`; throws unless it succeeds, else gives what it said. */
  sh(script: string): Promise<string>;
  /** Where Cinder's disks are mounted. */
  mounts(): Promise<string[]>;
  /** Tries to write to each mount: true where the write does not come back within 500 ms. Throws where there is none. */
  frozen(): Promise<Record<string, boolean>>;
  /** Thaws everything by hand; for the end of a test that went wrong. */
  thaw(): Promise<void>;
  /** Ends sshd with all its sessions, as if the network were gone; `unreachable` ends new logins only. */
  stop(how?: "all" | "logins"): Promise<void>;
  start(): Promise<void>;
  /** Commits that the writer's client was told of, oldest first. */
  acknowledged(): Promise<{ readonly id: number; readonly atMs: number }[]>;
  /** Writes to a mount every 20 ms from now on. */
  watch(mount: string): Promise<Watch>;
}

/** A steady writer on one mount. */
export interface Watch extends AsyncDisposable {
  /** Times in which no write came through for over 150 ms (or that long), in wall-clock ms; one may still last. */
  stalls(overMs?: number): readonly { readonly fromMs: number; readonly toMs: number | undefined }[];
}

/** A guest of the lab in `state`: of namespaces, or of QEMU when the lab is one of those. */
export function guest(name: string, state = labState()): Guest {
  const inside = existsSync(join(state, "etc/guest.key")) ? insideQemu(name, state) : insideHost(name, state);
  const exec: Guest["exec"] = (argv, options = {}) => run(inside(argv), options);
  const sh = async (script: string) => {
    const { code, stdout, stderr } = await exec(["bash", "-c", script]);
    if (code !== 0) throw new Error(`in guest ${name}: ${script}: status ${code}: ${stderr}`);
    return stdout;
  };
  const mounts = async () =>
    (await sh('awk \'$1 ~ "^/dev/(loop|vd)" && $2 != "/" { print $2 }\' /proc/mounts'))
      .split("\n")
      .filter(Boolean);
  return {
    name,
    inside,
    exec,
    sh,
    mounts,
    frozen: async () => {
      const all = await mounts();
      // Of none at all everybody could say that nothing is frozen.
      if (all.length === 0) throw new Error(`nothing of Cinder's is mounted in guest ${name}`);
      const answers = all.map(async (mount) => [mount, await isFrozen(inside, mount)] as const);
      return Object.fromEntries(await Promise.all(answers));
    },
    thaw: async () => {
      for (const mount of await mounts()) await exec(["fsfreeze", "-u", mount]);
    },
    stop: async (how = "all") => {
      await sh(`kill "$(cat /run/sshd.pid)"; ${how === "all" ? "pkill -x sshd || :" : ":"}`);
    },
    start: async () => {
      const port = (await sh("awk '$1 == \"Port\" { print $2 }' /etc/ssh/lab_sshd_config")).trim();
      await sh(
        `while [ -e /run/sshd.pid ] && kill -0 "$(cat /run/sshd.pid)" 2>/dev/null; do sleep 0.05; done; bash /opt/lab/sshd.sh ${port}`,
      );
    },
    acknowledged: async () =>
      (await sh("cat /run/*-acknowledged")).split("\n").filter(Boolean).map(acknowledgement),
    watch: (mount) => watch(inside, mount),
  };
}

/** The command line on this machine that runs one in the guest. */
type Inside = (argv: readonly string[]) => string[];

function insideHost(name: string, state: string): Inside {
  // SHLVL: bash would take Node's socket for rshd's and read .bashrc first.
  const environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "SHLVL=2"];
  return (argv) => {
    const pid = readFileSync(join(state, "run", `guest-${name}.init`), "utf8").trim();
    const enter = ["nsenter", "--target", pid, "--mount", "--uts", "--ipc", "--pid", "--"];
    return [...enter, "env", "-i", ...environment, ...argv];
  };
}

/** As root, with the image's key: Freezeframe has its own user and key. */
function insideQemu(name: string, state: string): Inside {
  const [, port = ""] =
    /\]:(\d+) /.exec(readFileSync(join(state, "run", `${name}.known_host`), "utf8")) ?? [];
  const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
  const ssh = ["ssh", "-q", "-i", join(state, "etc/guest.key"), "-p", port];
  return (argv) => [
    ...ssh,
    ...options.flatMap((option) => ["-o", option]),
    "root@127.0.0.1",
    argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "),
  ];
}

async function isFrozen(inside: Inside, mount: string): Promise<boolean> {
  const script = 'echo ready; : >"$1/.lab-probe"';
  // A blocked write cannot be killed: it is left to end with the thaw.
  const write = start(inside(["bash", "-c", script, "-", mount]), { limitMs: 60_000 });
  await until(
    `a shell in the guest of ${mount}`,
    async () => (write.stdout().startsWith("ready") ? true : undefined),
    30_000,
    5,
  );
  // That a write does not come back shows only in time.
  return Promise.race([write.ended.then(() => false), wait(500, true)]);
}

function acknowledgement(line: string) {
  const [id = "", at = ""] = line.split(" ");
  return { id: Number(id), atMs: Number(at) * 1_000 };
}

// Until the end of its input; the pause is a read that times out, so no process is started for it.
const WRITER = `
while read -rt 0.02; [ $? -gt 128 ]; do : >"$1/.lab-watch"; echo "$EPOCHREALTIME"; done`;

async function watch(inside: Inside, mount: string): Promise<Watch> {
  const writer = start(inside(["bash", "-c", WRITER, "-", mount]), {
    limitMs: 600_000,
    keepInput: true,
  });
  const times = () =>
    writer
      .stdout()
      .split("\n")
      .slice(0, -1)
      .map((line) => Number(line) * 1_000);
  await until(`the first write to ${mount}`, async () => times()[0], 30_000, 10);
  return {
    stalls: (overMs = 150) => {
      const seen = [...times(), Number.NaN];
      return seen.flatMap((toMs, index) => {
        const fromMs = seen[index - 1];
        if (fromMs === undefined) return [];
        const end = Number.isNaN(toMs) ? performance.timeOrigin + performance.now() : toMs;
        return end - fromMs > overMs ? [{ fromMs, toMs: Number.isNaN(toMs) ? undefined : toMs }] : [];
      });
    },
    [Symbol.asyncDispose]: async () => {
      writer.child.stdin?.end();
      await writer.ended;
    },
  };
}
