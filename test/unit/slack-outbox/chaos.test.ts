import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDesk, type Desk } from "./desk.ts";
import { recordsInMemory } from "./records-in-memory.ts";
import { type Fault, refuse } from "./slack-in-memory.ts";

const troubled = ["C1", "C2", "C3"] as const;
const healthy = "C-healthy";

const faults = {
  none: undefined,
  limited: refuse("rate-limited", "ratelimited", 20_000),
  closed: refuse("undeliverable", "not_in_channel"),
  away: refuse("unreachable", "ECONNREFUSED"),
  lost: { kind: "lose" },
  silent: { kind: "hang" },
  slow: { kind: "slow", ms: 4000 },
  tooBig: refuse("too-big", "msg_too_long"),
  odd: refuse("rejected", "invalid_arguments"),
} as const satisfies Record<string, Fault | undefined>;

const channel = fc.constantFrom(...troubled);
const run = fc.integer({ min: 0, max: 5 });

type Act =
  | { readonly act: "start" | "progress" | "end"; readonly run: number; readonly channel: string }
  | { readonly act: "fault"; readonly channel: string; readonly fault: keyof typeof faults }
  | { readonly act: "revoke" | "window" | "restart" | "healthy" }
  | { readonly act: "delete"; readonly nth: number }
  | { readonly act: "wait"; readonly ms: number };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ act: fc.constantFrom("start", "progress", "end"), run, channel }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constant("fault"),
        channel,
        fault: fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ act: fc.constant("wait"), ms: fc.integer({ min: 0, max: 15_000 }) }),
    },
    { weight: 3, arbitrary: fc.record({ act: fc.constant("window") }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constantFrom("restart", "healthy") }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("revoke") }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("delete"), nth: fc.nat(20) }) },
  ),
  { maxLength: 40, size: "max" },
);

/** A world in which everything goes wrong but the healthy channel. */
class World {
  readonly desk: Desk = createDesk({ records: recordsInMemory() });
  readonly #faults = new Map<string, Fault | undefined>();
  readonly #started = new Map<string, string>();
  #revoked = false;
  #windowSince = 0;
  #steps = 0;

  constructor() {
    this.desk.slack.fault = ({ channel }) =>
      this.#revoked ? refuse("revoked", "token_revoked") : this.#faults.get(channel);
  }

  async do(act: Act): Promise<void> {
    const { desk } = this;
    switch (act.act) {
      case "start":
        return this.#start(`r-${act.run}`, act.channel);
      case "progress":
        if (this.#goesOn(`r-${act.run}`)) desk.tell(`r-${act.run}`, { text: `step ${this.#steps++}` });
        return;
      case "end":
        if (this.#goesOn(`r-${act.run}`)) desk.tell(`r-${act.run}`, { text: "END", final: true });
        return;
      case "fault":
        this.#faults.set(act.channel, faults[act.fault]);
        return;
      case "revoke":
        this.#revoked = !this.#revoked;
        return;
      case "window":
        return this.#window();
      case "restart":
        return this.#restart();
      case "healthy":
        return this.#healthyRound();
      case "delete":
        desk.slack.messages.splice(act.nth, 1);
        return;
      case "wait":
        return this.#wait(act.ms);
    }
  }

  /** Everything works again, and there is time enough. */
  async heal(): Promise<void> {
    this.#faults.clear();
    this.#revoked = false;
    if (this.desk.windows.open > 0) await this.#window();
    for (const run of this.#started.keys())
      if (this.#goesOn(run)) this.desk.tell(run, { text: "END", final: true });
    await this.desk.time.advance(15 * 60_000);
  }

  async check(): Promise<void> {
    const { desk } = this;
    expect(desk.savedWhileOpen).not.toContain(true);
    expect(desk.outbox.stats()).toMatchObject({ waiting: 0, revoked: false, undeliverable: [] });
    for (const [run, its] of this.#started) {
      const slot = await desk.records.slot(`run ${run}`);
      expect(slot).toMatchObject({ settled: true, channel: its });
      const messages = desk.slack.messages.filter(({ texts }) => texts[0] === `${run} starting`);
      const told = messages.filter(({ ts }) => ts === slot?.ts);
      const others = messages.filter(({ ts }) => ts !== slot?.ts);
      // It may have been deleted after its end was told.
      expect(told.map(({ message }) => message.text)).toEqual(told.length === 0 ? [] : [`${run} END`]);
      expect(others.flatMap(({ texts }) => texts).filter((text) => text !== `${run} starting`)).toEqual([]);
    }
  }

  #goesOn(run: string): boolean {
    return this.#started.has(run) && this.desk.truth.get(run)?.final !== true;
  }

  async #start(run: string, channel: string): Promise<void> {
    if (this.#started.has(run)) return;
    this.#started.set(run, channel);
    await this.desk.start(run, channel);
  }

  /** What was not stored is opened again, as the presenter does with the newest runs. */
  async #restart(): Promise<void> {
    await this.desk.restart();
    for (const [run, channel] of this.#started) await this.desk.start(run, channel);
  }

  /** Whoever waits for the store gets it in the pause between two windows. */
  async #window(): Promise<void> {
    const { windows, time } = this.desk;
    if (windows.open > 0) windows.end();
    else windows.begin();
    this.#windowSince = time.now();
    await time.settle();
  }

  async #wait(ms: number): Promise<void> {
    const { windows, time } = this.desk;
    if (windows.open > 0 && time.now() + ms - this.#windowSince > 40_000) await this.#window();
    await time.advance(ms);
  }

  /** A whole run in the healthy channel, told in seconds whatever goes on in the others. */
  async #healthyRound(): Promise<void> {
    const { desk } = this;
    if (this.#revoked || desk.outbox.stats().revoked) return;
    if (desk.windows.open > 0) await this.#window();
    const run = `healthy-${this.#steps++}`;
    await this.#start(run, healthy);
    await desk.time.advance(2100);
    desk.tell(run, { text: "frozen" });
    await desk.time.advance(2000);
    expect(desk.slack.in(healthy).at(-1)).toBe(`${run} frozen`);
    desk.tell(run, { text: "END", final: true });
    await desk.time.advance(100);
    expect(desk.slack.in(healthy).at(-1)).toBe(`${run} END`);
  }
}

describe("whatever goes wrong in Slack, and whenever the process is restarted", () => {
  it("each run ends with its end told once, duplicates say only that it starts, no channel delays another, and no window sees a write", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (todo) => {
        const world = new World();
        for (const act of todo) await world.do(act);
        await world.heal();
        await world.check();
        await world.desk.outbox.stop();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
