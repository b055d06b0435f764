import { percentile } from "./percentile.ts";

/** Frozen times of one back end, ms, one a round. */
export interface Rounds {
  readonly floor: readonly number[];
  readonly freezeframe: readonly number[];
  readonly script: readonly number[];
}

export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

const OVER_FLOOR_MS = 50;
const TIMES_FLOOR = 1.15;
const OF_SCRIPTS_OVERHEAD = 0.1;

/** What was to be reached, all at p50. */
export function judge(backEnd: "atomic" | "looping", rounds: Rounds): Verdict[] {
  const floor = percentile(rounds.floor, 50);
  const ours = percentile(rounds.freezeframe, 50);
  const script = percentile(rounds.script, 50);
  const share = (ours - floor) / (script - floor);
  const near: Verdict =
    backEnd === "atomic"
      ? {
          target: `atomic: at most floor + ${OVER_FLOOR_MS} ms`,
          measured: `floor ${signed(ours - floor)} ms`,
          met: ours <= floor + OVER_FLOOR_MS,
        }
      : {
          target: `looping: at most ${TIMES_FLOOR} × floor`,
          measured: `${(ours / floor).toFixed(3)} × floor`,
          met: ours / floor <= TIMES_FLOOR,
        };
  return [
    near,
    {
      target: `${backEnd}: overhead over the floor at most 1/10 of the script's`,
      measured: `${signed(ours - floor)} of ${signed(script - floor)} ms: ${share.toFixed(3)}`,
      met: ours - floor <= OF_SCRIPTS_OVERHEAD * (script - floor),
    },
  ];
}

const signed = (ms: number) => `${ms < 0 ? "−" : "+"} ${Math.abs(Math.round(ms))}`;
