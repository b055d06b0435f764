import { setTimeout as wait } from "node:timers/promises";
import { startWorld } from "../playground/world.ts";
import { type Listener, startBareBolt, startBot } from "./ack/bots.ts";
import { load } from "./ack/load.ts";
import { cpuUse, residentMb } from "./ack/process-cost.ts";
import { ackTable, judgeAck, startLines, type Turn } from "./ack/report.ts";
import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";

export interface AckOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const PER_SECOND = 100;
const COMMANDS = 1_000;
/** Before anything is counted, faster than what is: V8 compiles what it has seen often. */
const WARM_UP = { perSecond: 400, commands: 3_000 };
/** An idle bot is measured after so long, ms: V8 begins to give memory back after eight quiet seconds. */
const IDLE_MS = 10_000;
const STARTS = 5;

/** Signed slash commands against the bot and against bare Bolt, in turns. True when every target is met. */
export async function ack({ rounds, say, signal }: AckOptions): Promise<boolean> {
  await using _alone = await onlyOne();
  // Manifests name the operator by id: what is measured is ours, not an answer of the simulated Slack.
  await using world = await startWorld({ slack: "http", writeEveryMs: 0, operators: ["U0PLAYGROUND"] });
  const { slack } = world;
  if (slack?.requestUrl === undefined) throw new Error("the playground has no Slack over HTTP");
  const { signingSecret, team, requestUrl } = slack;
  const starts = await measureStarts(world.config, requestUrl, say, signal);
  await using bare = await startBareBolt(signingSecret);
  await using bot = await startBot(world.config, requestUrl);
  // A house of its own: its runs go on, and are told in Slack, long after they were asked for.
  await using other = await startWorld({ slack: "http", writeEveryMs: 0, operators: ["U0PLAYGROUND"] });
  if (other.slack?.requestUrl === undefined) throw new Error("the playground has no Slack over HTTP");
  await using busy = await startBot(other.config, other.slack.requestUrl);
  const contestants: readonly Contestant[] = [
    {
      name: "bare Bolt",
      signingSecret,
      listener: bare,
      user: "U0PLAYGROUND",
      text: () => "snapshot orders-db",
    },
    { name: "refused", signingSecret, listener: bot, user: "U0READER", text: () => "snapshot orders-db" },
    {
      name: "started",
      signingSecret: other.slack.signingSecret,
      listener: busy,
      user: "U0PLAYGROUND",
      text: (n) => `snapshot ${APPLICATIONS[n % 3]}`,
    },
  ];
  const turns: Turn[] = [];
  const all = { team, perSecond: PER_SECOND, signal };
  for (const one of contestants) await load({ ...all, ...asked(one), ...WARM_UP });
  for (let round = 1; round <= rounds; round++) {
    const inTurn = round % 2 === 1 ? contestants : contestants.toReversed();
    for (const one of inTurn) {
      const before = await cpuUse(one.listener.pid);
      const { latencies, answers } = await load({ ...all, ...asked(one), commands: COMMANDS });
      const after = await cpuUse(one.listener.pid);
      const perCommand = {
        mainMs: (after.mainMs - before.mainMs) / COMMANDS,
        othersMs: (after.othersMs - before.othersMs) / COMMANDS,
        turns: (after.turns - before.turns) / COMMANDS,
      };
      turns.push({ contestant: one.name, perCommand, latencies });
      const said = [...answers].map(([answer, count]) => `${count} × ${answer}`).join("; ");
      say(
        `round ${round} of ${rounds}, ${one.name}: ${(perCommand.mainMs + perCommand.othersMs).toFixed(3)} ms CPU a command (${said})`,
      );
    }
  }
  const { verdicts, lines } = judgeAck(turns, starts);
  say(["", machine(), "", ackTable(turns), "", ...startLines(starts), "", ...lines].join("\n"));
  return verdicts.every(({ met }) => met);
}

const APPLICATIONS = ["orders-db", "orders-db-loop", "shop"];

interface Contestant {
  readonly signingSecret: string;
  readonly name: Turn["contestant"];
  readonly listener: Listener;
  readonly user: string;
  readonly text: (n: number) => string;
}

const asked = ({ signingSecret, listener, user, text }: Contestant) => ({
  signingSecret,
  url: listener.url,
  user,
  text,
});

/** Starts of the bot one after another: time to ready, and memory when nothing has been asked of it. */
async function measureStarts(
  config: string,
  url: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readyMs: number; idleMb: number }[]> {
  const starts: { readyMs: number; idleMb: number }[] = [];
  for (let start = 1; start <= STARTS; start++) {
    await using bot = await startBot(config, url);
    await wait(IDLE_MS, undefined, { signal });
    const idleMb = await residentMb(bot.pid);
    starts.push({ readyMs: bot.readyMs, idleMb });
    say(
      `start ${start} of ${STARTS}: ready after ${Math.round(bot.readyMs)} ms, idle ${idleMb.toFixed(1)} MB`,
    );
  }
  return starts;
}
