import { DomainError } from "#domain/errors.ts";
import type { Json, Received, RunContext, StepContext } from "../port.ts";
import { failed, journaled } from "./journaled.ts";
import { decodeJson, encodeJson } from "./journaled-json.ts";
import { pause } from "./pause.ts";
import { runChild } from "./run-child.ts";
import type { RunScope } from "./run-scope.ts";

/** The context that a workflow is given. */
export function createRunContext(scope: RunScope): RunContext {
  const { live, clock } = scope;
  return {
    runId: live.id,
    signal: live.signal,
    step: async (name, fn) =>
      decodeJson(await journaled(scope, userName(name), () => runStep(scope, name, fn))),
    receive: async (topic, { until }) => {
      const name = live.nextName(`receive:${topic}`);
      return decodeJson<Received>(await journaled(scope, name, () => receive(scope, name, topic, until)));
    },
    sleep: async (until) => {
      const name = live.nextName("sleep");
      await journaled(scope, name, () => sleep(scope, name, until));
    },
    now: async () => {
      const name = live.nextName("now");
      return decodeJson<number>(
        await journaled(scope, name, async () => ({ state: "done", value: String(clock.now()) })),
      );
    },
    child: async (workflow, id, input, options) =>
      decodeJson(
        await journaled(scope, `$child:${id}`, () => runChild(scope, workflow, id, input, options ?? {})),
      ),
    progress: scope.progress,
  };
}

async function runStep(scope: RunScope, name: string, fn: (step: StepContext) => Promise<Json>) {
  const execution = await scope.steps.begin(scope.live.id, name);
  // It was still being written when the process began to stop: the next one begins it again.
  if (scope.live.shutdown.aborted) return undefined;
  const signal = scope.live.stepSignal();
  try {
    const result = await fn({ signal, execution });
    return { state: "done", value: encodeJson(result, `the result of step "${name}"`, "failed") } as const;
  } catch (error) {
    return failed(error, signal.aborted);
  }
}

async function receive(scope: RunScope, name: string, topic: string, until: number) {
  const { live, steps, clock } = scope;
  const deadline = await durableDeadline(scope, name, until);
  const signal = live.stepSignal();
  const toEnd = (value: string): string => `{"kind":"message","value":${value}}`;
  while (!live.shutdown.aborted) {
    const arrival = live.arrival(topic);
    const value = await steps.take(live.id, topic, name, toEnd);
    if (value !== undefined) return { state: "done", value, written: true } as const;
    if (signal.aborted) return failed(signal.reason, true);
    if (clock.now() >= deadline) return { state: "done", value: '{"kind":"deadline"}' } as const;
    using _wait = live.wait(topic);
    await pause(clock, deadline, AbortSignal.any([signal, arrival]));
  }
  return undefined;
}

async function sleep(scope: RunScope, name: string, until: number) {
  const deadline = await durableDeadline(scope, name, until);
  const signal = scope.live.stepSignal();
  while (!signal.aborted) {
    if (scope.clock.now() >= deadline) return { state: "done", value: "null" } as const;
    using _wait = scope.live.wait();
    await pause(scope.clock, deadline, signal);
  }
  return failed(signal.reason, true);
}

/** The deadline of the first execution holds for every later one. */
async function durableDeadline(scope: RunScope, name: string, until: number): Promise<number> {
  if (!Number.isFinite(until)) {
    throw new DomainError("invalid-input", `a deadline is epoch milliseconds, got ${until}`);
  }
  const row = scope.steps.get(scope.live.id, name);
  if (row !== undefined) return decodeJson<number>(row.value);
  await scope.steps.begin(scope.live.id, name, String(until));
  return until;
}

function userName(name: string): string {
  if (name.startsWith("$")) throw new Error(`a step's name must not begin with "$": "${name}"`);
  return name;
}
