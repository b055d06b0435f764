import { createHmac, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

export interface Load {
  /** Where signed requests go. */
  readonly url: string;
  readonly signingSecret: string;
  readonly team: string;
  readonly user: string;
  /** The words after `/ff`, of the n-th command. */
  readonly text: (n: number) => string;
  readonly perSecond: number;
  readonly commands: number;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  /** From the moment when it was due to the end of its answer, ms: a late start counts. */
  readonly latencies: readonly number[];
  /** What the answers said, by status and first words: to see that everybody did what was meant. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Slash commands at a steady rate, each signed afresh, whether or not the ones before are answered (open loop). */
export async function load(options: Load): Promise<LoadResult> {
  const { perSecond, commands, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const latencies: number[] = [];
  const answers = new Map<string, number>();
  const begin = performance.now();
  const pending: Promise<void>[] = [];
  try {
    for (let n = 0; n < commands; n++) {
      const due = begin + (n * 1_000) / perSecond;
      if (due > performance.now()) await wait(due - performance.now(), undefined, { signal });
      pending.push(
        post(options, n, agent).then((answer) => {
          latencies.push(performance.now() - due);
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
        }),
      );
    }
    await Promise.all(pending);
  } finally {
    agent.destroy();
  }
  return { latencies, answers };
}

function post({ url, signingSecret, team, user, text }: Load, n: number, agent: Agent): Promise<string> {
  const body = new URLSearchParams({
    token: "unused",
    team_id: team,
    team_domain: "playground",
    channel_id: "C0STORAGE",
    channel_name: "storage",
    user_id: user,
    user_name: "bench",
    command: "/ff",
    text: text(n),
    api_app_id: "A0FREEZEFRAME",
    response_url: `${new URL(url).origin}/nobody`,
    trigger_id: `bench.${n}.${randomBytes(8).toString("hex")}`,
  }).toString();
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  return new Promise((answered, failed) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body),
          "x-slack-request-timestamp": timestamp,
          "x-slack-signature": `v0=${signature}`,
        },
      },
      (response) => {
        let said = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          said += chunk;
        });
        response.on("end", () => answered(`${response.statusCode} ${firstWords(said)}`));
      },
    );
    sent.on("error", failed);
    sent.setTimeout(30_000, () => sent.destroy(new Error("no answer within 30 s")));
    sent.end(body);
  });
}

/** Run ids and times differ from answer to answer. */
function firstWords(said: string): string {
  const text = /"text":"([^"]*)"/.exec(said)?.[1] ?? said;
  return text
    .replaceAll(/r-\d{8}-\d{6}-[0-9a-f]+/g, "r-…")
    .replaceAll(/\d+(\.\d+)? (ms|s|min)\b/g, "… s")
    .slice(0, 60);
}
