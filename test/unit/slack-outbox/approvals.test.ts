import { expect, it } from "vitest";
import { approvalId } from "#support/ids.ts";
import { approval, approvals } from "../slack-views/approvals.ts";
import { install } from "./install.ts";

const RUN = "r-20261123-103712-7f3a9c21";
/** The request of that run, as the store has it. */
const its = (state: keyof typeof approvals) => ({ ...approvals[state], id: approvalId(RUN), runId: RUN });

/** A request that is put before the approvers by a running process. */
async function requested() {
  const world = install();
  await world.start();
  world.runs.change(RUN, { workflow: "request-snapshot@1" });
  world.runs.save(its("requested"));
  await world.time.settle();
  return world;
}

const texts = ({ slack }: ReturnType<typeof install>) => slack.messages.map(({ texts: said }) => said);

it("a request is one message, edited with each decision, and its end is another message", async () => {
  const world = await requested();
  world.runs.save(its("requested-one-of-two"));
  await world.time.advance(3_000);
  world.runs.save(its("approved"));
  await world.time.advance(3_000);
  const [message, outcome, ...others] = texts(world);
  expect(others).toEqual([]);
  expect(message?.at(0)).toContain("waits for approval");
  expect(message?.at(-1)).toContain("APPROVED");
  expect(outcome).toEqual([expect.stringContaining("APPROVED: <@U0KIM2345>")]);
});

it("a request that has no message because of a crash gets one at the next start, also when it has ended by then", async () => {
  const world = install();
  world.runs.change(RUN, { workflow: "request-snapshot@1" });
  world.runs.save(its("requested"));
  await world.start();
  await world.time.advance(3_000);
  expect(texts(world)).toEqual([[expect.stringContaining("waits for approval")]]);
  await world.start();
  world.runs.forgetListeners();
  world.runs.save({ ...its("denied"), endedAt: world.time.clock.now() });
  await world.start();
  await world.time.advance(3_000);
  const [message, ...others] = texts(world);
  expect(message?.at(-1)).toContain("DENIED");
  expect(others).toEqual([[expect.stringContaining("DENIED: <@U0KIM2345>")]]);
});

it("what has ended long ago and was told is not told anew by a start", async () => {
  const world = install();
  world.runs.save({ ...its("denied"), endedAt: world.time.clock.now() - 2 * 3_600_000 });
  await world.start();
  await world.time.advance(3_000);
  expect(texts(world)).toEqual([]);
});

it("what was approved and turns out to be void is told again, as long as its run goes on", async () => {
  const world = await requested();
  world.runs.save(its("approved"));
  await world.time.advance(3_000);
  world.runs.save(its("voided"));
  await world.time.advance(3_000);
  expect(texts(world)[0]?.at(-1)).toContain("VOID");
  expect(texts(world).slice(1)).toEqual([
    [expect.stringContaining("APPROVED")],
    [expect.stringContaining("VOID")],
  ]);
});

it("nothing is owed any more once the run of an approved request has ended", async () => {
  const world = await requested();
  world.runs.save(its("approved"));
  await world.time.advance(3_000);
  expect((await world.records.openSlots()).map(({ id }) => id)).toEqual([`approval ${approvalId(RUN)}`]);
  world.runs.change(RUN, { state: "done", result: null });
  await world.time.advance(3_000);
  expect(await world.records.openSlots()).toEqual([]);
  expect(texts(world)[0]).toHaveLength(2);
});

it("whoever takes their own request back gets no message about it, others do", async () => {
  const world = await requested();
  world.runs.save({ ...its("withdrawn"), endedBy: "U0KIM2345" });
  await world.time.advance(3_000);
  expect(texts(world)).toHaveLength(1);
  const other = await requested();
  other.runs.save(its("withdrawn"));
  await other.time.advance(3_000);
  expect(texts(other)).toHaveLength(2);
});

it("a broken glass stays open until it is reviewed, in both its messages", async () => {
  const world = await requested();
  world.runs.save(its("break-glass"));
  world.runs.change(RUN, { state: "done", result: null });
  await world.time.advance(3_000);
  expect(await world.records.openSlots()).toHaveLength(2);
  world.runs.save(its("break-glass-reviewed"));
  await world.time.advance(3_000);
  expect(await world.records.openSlots()).toEqual([]);
});

it("a request whose run failed before anybody was asked is an alert", async () => {
  const world = install();
  await world.start();
  world.runs.change(RUN, { workflow: "request-snapshot@1" });
  const error = { kind: "failed", message: "the store was full" };
  world.runs.change(RUN, { workflow: "request-snapshot@1", state: "failed", error });
  await world.time.advance(3_000);
  expect(texts(world)).toEqual([[expect.stringContaining("the store was full")]]);
});

it("a failure after it was asked for is not told twice", async () => {
  const world = await requested();
  world.runs.save(its("voided"));
  const error = { kind: "failed", message: "the child failed" };
  world.runs.change(RUN, { workflow: "request-snapshot@1", state: "failed", error });
  await world.time.advance(3_000);
  expect(texts(world)).toHaveLength(2);
  expect(texts(world).flat().join()).not.toContain("the child failed");
});

it("an application without a channel has no message", async () => {
  const world = install();
  await world.start();
  world.runs.save(approval({ application: "nowhere" }));
  await world.time.advance(3_000);
  expect(texts(world)).toEqual([]);
});
