import { percentile } from "../report/percentile.ts";
import { markdown } from "../report/table.ts";
import type { Verdict } from "../report/targets.ts";
import type { CpuUse } from "./process-cost.ts";

/** One contestant's turn in one round. */
export interface Turn {
  readonly contestant: "bare Bolt" | "refused" | "started";
  readonly perCommand: CpuUse;
  /** ms, from the moment when a command was due. */
  readonly latencies: readonly number[];
}

export interface Start {
  readonly readyMs: number;
  readonly idleMb: number;
}

const TIMES_BOLT = 2;
const P99_MS = 50;
const READY_MS = 1_500;
const IDLE_MB = 120;

const of = (turns: readonly Turn[], contestant: Turn["contestant"]) =>
  turns.filter((turn) => turn.contestant === contestant);
const medianOf = (
  turns: readonly Turn[],
  contestant: Turn["contestant"],
  figure: (use: CpuUse) => number,
): number =>
  percentile(
    of(turns, contestant).map(({ perCommand }) => figure(perCommand)),
    50,
  );
const cpuOf = (turns: readonly Turn[], contestant: Turn["contestant"]): number =>
  medianOf(turns, contestant, ({ mainMs, othersMs }) => mainMs + othersMs);
const latenciesOf = (turns: readonly Turn[], contestant: Turn["contestant"]) =>
  of(turns, contestant).flatMap(({ latencies }) => latencies);

/** Markdown, so that it can stand in a README as it is. */
export function ackTable(turns: readonly Turn[]): string {
  const bolt = cpuOf(turns, "bare Bolt");
  const names = ["bare Bolt", "refused", "started"] as const;
  const lines = names.map((name) => {
    const latencies = latenciesOf(turns, name);
    const cpu = cpuOf(turns, name);
    return [
      name,
      latencies.length,
      cpu.toFixed(3),
      (cpu / bolt).toFixed(2),
      medianOf(turns, name, ({ othersMs }) => othersMs).toFixed(3),
      medianOf(turns, name, (use) => use.turns).toFixed(1),
      ...[50, 99, 100].map((percent) => percentile(latencies, percent).toFixed(1)),
    ];
  });
  const heads = [
    ...["contestant", "commands", "CPU ms a command", "× Bolt", "of it not main thread", "turns on a CPU"],
    ...["p50 ms", "p99 ms", "most ms"],
  ];
  return markdown(heads, lines);
}

export function startLines(starts: readonly Start[]): string[] {
  const ready = starts.map(({ readyMs }) => Math.round(readyMs));
  const idle = starts.map(({ idleMb }) => idleMb.toFixed(1));
  return [`start to ready, ms: ${ready.join(", ")}`, `idle memory, MB: ${idle.join(", ")}`];
}

/** What was to be reached: the CPU at the median round, p99 over all commands, starts and memory at the median. */
export function judgeAck(
  turns: readonly Turn[],
  starts: readonly Start[],
): { readonly verdicts: readonly Verdict[]; readonly lines: readonly string[] } {
  const times = cpuOf(turns, "refused") / cpuOf(turns, "bare Bolt");
  const p99 = percentile(latenciesOf(turns, "refused"), 99);
  const ready = percentile(
    starts.map(({ readyMs }) => readyMs),
    50,
  );
  const idle = percentile(
    starts.map(({ idleMb }) => idleMb),
    50,
  );
  const verdicts: Verdict[] = [
    {
      target: `CPU of a refused command at most ${TIMES_BOLT} × bare Bolt`,
      measured: `${times.toFixed(2)} ×`,
      met: times <= TIMES_BOLT,
    },
    {
      target: `p99 of a refused command under ${P99_MS} ms`,
      measured: `${p99.toFixed(1)} ms`,
      met: p99 < P99_MS,
    },
    {
      target: `start to ready under ${READY_MS} ms`,
      measured: `${Math.round(ready)} ms`,
      met: ready < READY_MS,
    },
    { target: `idle memory under ${IDLE_MB} MB`, measured: `${idle.toFixed(1)} MB`, met: idle < IDLE_MB },
  ];
  return {
    verdicts,
    lines: verdicts.map(({ target, measured, met }) => `${met ? "met   " : "MISSED"} ${target}: ${measured}`),
  };
}
