import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSlack } from "../../playground/slack/slack.ts";
import { applicationDir } from "../../test/lab/harness/application-dir.ts";
import { freePorts } from "../../test/lab/harness/free-ports.ts";
import { startFreezeframe } from "../../test/lab/harness/freezeframe.ts";
import { guest } from "../../test/lab/harness/guest.ts";
import { lab as runningLab } from "../../test/lab/harness/lab.ts";
import { until } from "../../test/lab/harness/until.ts";
import { programDir } from "./program-dir.ts";

/** Who runs a block, and how: the command line before the script, and its environment. */
export interface Terminal {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** The running lab with a Freezeframe of its own: a bot, a simulated Slack, an operator and an approver. */
export interface Stage extends AsyncDisposable {
  terminal(who: string): Terminal;
}

const CHANNEL = "C0STORAGE";
const OPERATOR = "U0PLAYGROUND";
const APPROVER = "U0APPROVER";

export async function openStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const lab = await runningLab();
  const slack = stack.use(await startSlack());
  const [httpPort] = await freePorts();
  const dir = stack.use(
    await applicationDir(lab, {
      application: "orders-db",
      manifest: (manifest) => {
        manifest.channel = CHANNEL;
        manifest.owners = { operators: [OPERATOR], approvers: [APPROVER] };
        const sql = "select max(placed_at) from orders";
        manifest.restoreTest.checks.push({ kind: "freshness", database: "orders", sql });
      },
      config: (config) => {
        config.operators = { root: OPERATOR, approver: APPROVER };
        config.slack = {
          team: slack.team,
          botToken: `\${file:bot-token}`,
          appToken: `\${file:app-token}`,
          apiUrl: slack.apiUrl,
        };
        config.http = { port: httpPort };
      },
    }),
  );
  await writeFile(join(dir.path, "bot-token"), slack.botToken, { mode: 0o600 });
  await writeFile(join(dir.path, "app-token"), slack.appToken, { mode: 0o600 });
  // Root's name in a name space of the approver's: this machine has no other user that reaches the bot.
  const users = await readFile("/etc/passwd", "utf8");
  await writeFile(join(dir.path, "passwd"), users.replace(/^root:/m, "approver:"));
  const bin = await programDir(dir.path);
  const bot = startFreezeframe(["start"], { dir, limitMs: 900_000 });
  stack.defer(async () => {
    bot.child.kill("SIGTERM");
    await bot.ended;
  });
  const ready = async () => (bot.stdout().includes("is ready") ? true : undefined);
  await until("the bot is ready", ready, 60_000).catch((cause: unknown) => {
    throw new Error(`the bot does not get ready: ${bot.stdout()}${bot.stderr()}`, { cause });
  });
  const kit = guest("recovery-1");
  await kit.exec(["cp", "/opt/freezeframe.pub", "/opt/recovery-kit/recovery.pub"]);
  await copyFile(join(lab.state, "etc/openrc-bot"), join(dir.path, "openrc"));
  // A person sits there: what is under way is told only on a terminal.
  const script = ["script", "-qef", "/dev/null", "-c"];
  const here = (argv: readonly string[]): Terminal => ({
    argv,
    cwd: dir.path,
    env: {
      PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: dir.path,
      LANG: "C.UTF-8",
      SHELL: "/bin/bash",
      // Else bash takes Node's socket for rshd's, and reads .bashrc first.
      SHLVL: "2",
      FREEZEFRAME_CONFIG: dir.config,
    },
  });
  const opened = stack.move();
  return {
    terminal: (who) => {
      switch (who) {
        case "operator":
          return here(script);
        case "approver":
          return here([
            ...["unshare", "--mount", "bash", "-c"],
            `mount --bind passwd /etc/passwd; exec ${script.join(" ")} "$0"`,
          ]);
        case "cloud":
          return here(["bash", "-euc", '. ./openrc; eval "$0"']);
        case "recovery-server":
          return here(kit.inside(["bash", "-euc", 'cd /opt/recovery-kit; eval "$0"']));
        default:
          throw new Error(`nobody here is called "${who}"`);
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
