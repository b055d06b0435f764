/**
 * Runs the code blocks of a page in order: run-docs.ts docs/restore.md against the running lab, run-docs.ts --playground
 * docs/restore-tests.md in the simulated world. Fails loudly, with the block.
 *
 *   ```sh [WHO]   is run in that terminal: operator (the default), approver, cloud, recovery-server
 *   ```text [WHO] each line of it must be in what the block before it (of that terminal) prints; … stands for anything
 *
 * POINT, ORPHAN, APPROVAL and RESTORE stand for the newest of their kind that was printed before. A block waits for the one before it
 * in the same terminal. One in another terminal starts as soon as its placeholders have been printed: so an approver approves
 * what the operator's command is still waiting for.
 */
import { readFile } from "node:fs/promises";
import { type Running, start } from "../test/lab/harness/run.ts";
import { until } from "../test/lab/harness/until.ts";
import { type Block, blocksOf, filled, missingLines } from "./docs/blocks.ts";
import { openPlaygroundStage } from "./docs/playground-stage.ts";
import { openStage, type Stage } from "./docs/stage.ts";

interface Started {
  readonly block: Block;
  readonly command: string;
  readonly running: Running;
}

const [page, playground] = process.argv
  .slice(2)
  .toSorted((a, b) => Number(isOption(a)) - Number(isOption(b)));
if (page === undefined || isOption(page)) throw new Error("which page? run-docs.ts docs/restore.md");
if (playground !== undefined && playground !== "--playground")
  throw new Error(`${playground} is not known; expected --playground`);
await using stage = await (playground === undefined ? openStage() : openPlaygroundStage());
await runPage(blocksOf(await readFile(page, "utf8")), stage);
say(`${page}: every block did what the page says`);

async function runPage(blocks: readonly Block[], stage: Stage): Promise<void> {
  const started: Started[] = [];
  const printed = () => started.map(({ running }) => running.stdout() + running.stderr()).join("\n");
  for (const block of blocks) {
    const last = started.at(-1);
    if (block.kind === "text") {
      const shown = block.who === "" ? last : started.findLast((one) => one.block.who === block.who);
      if (shown === undefined) throw new Error(`line ${block.line}: output of no block`);
      await ended(shown);
      const missing = missingLines(filled(block.text, printed()) ?? block.text, outputOf(shown));
      if (missing.length > 0)
        throw failure(shown, `the page says (line ${block.line}):\n${missing.join("\n")}`);
      continue;
    }
    await all(started.filter((one) => one.block.who === block.who));
    const command = await until("placeholders", async () => filled(block.text, printed()), 60_000).catch(
      () => {
        const before =
          last === undefined ? "" : failure(last, "what the next block names was not printed").message;
        throw new Error(`the block at line ${block.line} cannot begin:\n${block.text}\n\nafter ${before}`);
      },
    );
    say(`\n[${block.who}] line ${block.line}\n${command}`);
    const { argv, ...how } = stage.terminal(block.who);
    const running = start([...argv, `set -e\n${command}`], { ...how, limitMs: 300_000 });
    started.push({ block, command, running });
    // Nothing waits for an operator's block but the next one; everybody else's is short.
    if (block.who !== "operator") await ended(started.at(-1));
  }
  await all(started);
}

function isOption(word: string): boolean {
  return word.startsWith("--");
}

async function all(started: readonly Started[]): Promise<void> {
  for (const one of started) await ended(one);
}

async function ended(one: Started | undefined): Promise<void> {
  if (one === undefined) return;
  const { code, signal } = await one.running.ended;
  if (code !== 0) throw failure(one, `it ended with ${code ?? signal}`);
}

function outputOf({ running }: Started): string {
  return running.stdout() + running.stderr();
}

function failure(one: Started, why: string): Error {
  const { line, who } = one.block;
  return new Error(
    `the block at line ${line} (${who}):\n${one.command}\n\n${why}\n\nit printed:\n${outputOf(one)}`,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
