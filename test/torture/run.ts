/**
 * The long version of the kill matrix: every write at every moment, then random chains of kills.
 *
 *     node test/torture/run.ts [--rounds N] [--seconds N] [--seed N]
 *
 * Prints one line per failure, then `N passed, N failed`; exits 1 if any failed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Kill, live } from "./lives.ts";
import { seeded } from "./seeded.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "300" },
    seconds: { type: "string", default: "600" },
    seed: { type: "string", default: String(Math.trunc(Math.random() * 1e9)) },
  },
});
const random = seeded(Number(values.seed));
const root = await mkdtemp(join(tmpdir(), "freezeframe-torture-"));
const until = performance.now() + Number(values.seconds) * 1000;
const moments = ["before", "inside", "after", "durable"] as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let passed = 0;
let failed = 0;
let deaths = 0;

async function judge(kills: readonly Kill[]): Promise<number> {
  const { killed, violations } = await live(root, kills);
  deaths += killed;
  if (violations.length === 0) passed += 1;
  else {
    failed += 1;
    say(`FAILED ${JSON.stringify(kills)}: ${violations.join("; ")}`);
  }
  return killed;
}

async function everyWrite(moment: (typeof moments)[number]): Promise<void> {
  for (let write = 1; performance.now() < until; write++) {
    if ((await judge([{ moment, write }])) === 0) return;
  }
}

function randomKill(): Kill {
  if (random() < 0.3) return { afterMs: Math.trunc(100 + random() * 300) };
  const moment = moments[Math.trunc(random() * moments.length)] ?? "before";
  return { moment, write: 1 + Math.trunc(random() * 40) };
}

say(`seed ${values.seed}, at most ${values.rounds} random rounds and ${values.seconds} s`);
await Promise.all(moments.map(everyWrite));
for (let round = 0; round < Number(values.rounds) && performance.now() < until; round += 2) {
  const chain = (): Kill[] => Array.from({ length: 1 + Math.trunc(random() * 8) }, randomKill);
  await Promise.all([judge(chain()), judge(chain())]);
}
await rm(root, { recursive: true });
say(`${deaths} processes killed`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
