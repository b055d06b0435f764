import { styleText } from "node:util";
import { asText, viewAsText } from "../slack/as-text.ts";
import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import type { SlackChange } from "../slack/types.ts";
import type { Bot } from "./bot.ts";
import type { Promised } from "./promises.ts";
import type { Scene, Stage } from "./stage.ts";

/** The demo's words on the terminal. */
export const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export function tellOpening(directory: string): void {
  write(styleText("bold", "Freezeframe, shown on a simulated cloud and in a simulated Slack"));
  write(
    "Slack, Keystone, Cinder, Nova, the guests and their database are simulated, in this process, on 127.0.0.1.",
  );
  write(
    "The bot is the real one, a process of its own. Slack's requests to it are signed; its messages are shown as text.",
  );
  write(styleText("dim", `Its installation: ${directory}`));
}

export function tellReady({ readyMs, pid }: Bot): void {
  write(styleText("dim", `freezeframe start: ready after ${Math.round(readyMs)} ms (process ${pid})`));
}

export function tellScene(number: number, scene: Scene): void {
  write("");
  write(styleText("bold", `${number}. ${scene.title}`));
  for (const sentence of scene.told) write(`   ${sentence}`);
  write("");
}

export const tellAct: Stage["say"] = (kind, words, who = "operator") => {
  if (kind === "happens") write(styleText("yellow", `   ⚡ ${words}`));
  else write(styleText("cyan", `   @${who} ${kind === "types" ? `types ${words}` : words}`));
};

export function tellMemory(): void {
  write("");
  write(styleText("bold", "What the bot has kept (freezeframe points … --json)"));
}

export function tellPromises(promises: readonly Promised[], heading?: string): void {
  if (heading !== undefined) write(`   ${heading}`);
  for (const { text, kept } of promises) {
    write(`   ${kept ? styleText("green", "✓") : styleText("red", "✗ NOT KEPT:")} ${text}`);
  }
}

export function tellEnd(broken: number, all: number, seconds: number): void {
  write("");
  const verdict =
    broken === 0 ? `All ${all} promises were kept` : `${broken} of ${all} promises were NOT kept`;
  write(
    styleText(["bold", broken === 0 ? "green" : "red"], `${verdict} (simulated, ${seconds.toFixed(1)} s).`),
  );
  if (broken === 0) write("On real Cinder, sshd, ext4 and PostgreSQL: npm run lab (root on Debian 12).");
}

/** Shows each change in Slack as it comes: a new message whole, of an edit the lines that are new. Returns how to stop. */
export function tellSlack(slack: SimulatedSlack): () => void {
  const shown = new Map<string, readonly string[]>();
  return slack.watch((change) => {
    const { key, title, lines } = described(slack, change);
    const before = shown.get(key) ?? [];
    shown.set(key, lines);
    const fresh = lines.filter((line) => line !== "" && !before.includes(line));
    if (fresh.length === 0) return;
    const most = "view" in change ? 8 : fresh.length;
    const time = new Date(change.at).toISOString().slice(11, 21);
    write(styleText("dim", `   ┌ ${time} ${title}`));
    for (const line of fresh.slice(0, most)) write(`   │ ${line}`);
    if (fresh.length > most) write(styleText("dim", `   │ … and ${fresh.length - most} lines more`));
  });
}

function described(slack: SimulatedSlack, change: SlackChange) {
  const { user, channel } = slack.names;
  if ("view" in change) {
    const { id, user: who, view, type } = change.view;
    const lines = viewAsText(view, slack.names);
    return { key: id, title: `${type} of @${user?.(who) ?? who}`, lines };
  }
  const { message } = change;
  const where = `#${channel?.(message.channel) ?? message.channel}`;
  const key = `${message.channel} ${message.ts}`;
  const lines = asText(message, slack.names);
  if (change.what !== "ephemeral")
    return { key, title: `${where} freezeframe${change.what === "edited" ? " (edited)" : ""}`, lines };
  const only = `only visible to @${user?.(message.user) ?? message.user}`;
  return { key, title: `${where} freezeframe, ${only}`, lines };
}
