import { styleText } from "node:util";
import type { Promised, Scene } from "./scenes.ts";

/** The demo's words on the terminal. */
const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export function tellOpening(directory: string): void {
  write(styleText("bold", "Freezeframe, shown on a simulated cloud"));
  write(
    "Keystone, Cinder, Nova, the guests and their database are all simulated, in this very process, on 127.0.0.1.",
  );
  write("The bot is the real one: each step below is the real command line as a process of its own.");
  write(styleText("dim", `Its installation: ${directory}`));
}

export function tellScene(number: number, scene: Scene, command: string): void {
  write("");
  write(styleText("bold", `${number}. ${scene.title}`));
  for (const sentence of scene.told) write(`   ${sentence}`);
  write("");
  write(styleText("cyan", `   $ ${command}`));
}

export function tellAnswer(output: string): void {
  for (const line of output.trimEnd().split("\n")) write(styleText("dim", `   │ ${line}`));
  write("");
}

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
