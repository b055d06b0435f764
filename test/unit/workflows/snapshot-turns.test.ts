import { expect, test } from "vitest";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";

const never = new AbortController().signal;
const turn = () => new Promise(setImmediate);

/** Who has had a turn, in its order, and who had to wait. */
function queue() {
  const turns = createSnapshotTurns(1);
  const begun: string[] = [];
  const waited: string[] = [];
  const ask = (runId: string, how: { cloud?: string; first?: boolean; signal?: AbortSignal } = {}) => {
    const { cloud = "here", first = false, signal = never } = how;
    const waits = () => void waited.push(runId);
    return turns.take({ runId, cloud, first, waits }, signal).then(() => void begun.push(runId));
  };
  return { turns, begun, waited, ask };
}

test("two a window at once, and the rest in the order in which they came", async () => {
  const { turns, begun, waited, ask } = queue();
  for (const runId of ["a", "b", "c", "d"]) void ask(runId);
  await turn();
  expect(begun).toEqual(["a", "b"]);
  expect(waited).toEqual(["c", "d"]);
  turns.free("b");
  await turn();
  expect(begun).toEqual(["a", "b", "c"]);
  turns.free("b");
  await turn();
  expect(begun).toEqual(["a", "b", "c"]);
  turns.free("a");
  await turn();
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("somebody who looks on does not wait behind what schedules have begun", async () => {
  const { turns, begun, ask } = queue();
  for (const runId of ["a", "b", "c", "d"]) void ask(runId);
  void ask("asked for", { first: true });
  turns.free("a");
  turns.free("b");
  await turn();
  expect(begun).toEqual(["a", "b", "asked for", "c"]);
});

test("a cloud that does not answer keeps nobody of another one waiting", async () => {
  const { begun, ask } = queue();
  for (const runId of ["a", "b", "c"]) void ask(runId, { cloud: "silent" });
  await ask("d");
  expect(begun).toEqual(["a", "b", "d"]);
});

test("eight questions at once to one cloud, and none of another one waits for them", async () => {
  const { turns } = queue();
  const asked: string[] = [];
  const answered = Promise.withResolvers<void>();
  const ask = (cloud: string) =>
    turns.ask(cloud, never, () => {
      asked.push(cloud);
      return answered.promise;
    });
  const all = [...Array.from({ length: 9 }, () => ask("here")), ask("there")];
  await turn();
  expect(asked).toEqual([...Array.from({ length: 8 }, () => "here"), "there"]);
  answered.resolve();
  await Promise.all(all);
  expect(asked).toHaveLength(10);
});

test("a run that has its turn has it still, and once", async () => {
  const { turns, begun, ask } = queue();
  for (const runId of ["a", "a", "b", "c"]) void ask(runId);
  await turn();
  expect(begun).toEqual(["a", "a", "b"]);
  turns.free("a");
  await turn();
  expect(begun).toEqual(["a", "a", "b", "c"]);
});

test("one that is called off while it waits leaves the queue, and takes nobody's turn", async () => {
  const { turns, begun, ask } = queue();
  const stop = new AbortController();
  void ask("a");
  void ask("b");
  const off = ask("c", { signal: stop.signal });
  void ask("d");
  stop.abort(new Error("enough"));
  await expect(off).rejects.toThrow("enough");
  await expect(ask("e", { signal: stop.signal })).rejects.toThrow("enough");
  turns.free("c");
  turns.free("a");
  await turn();
  expect(begun).toEqual(["a", "b", "d"]);
});
