import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hearConsole } from "#recovery/console/hear-console.ts";
import { createTranscript } from "#recovery/console/transcript.ts";
import { decodeLine } from "#support/ssh/line-codec.ts";
import { ConsoleFrames } from "../../../playground/guest/booted/console-frames.ts";

// What a server that nobody can ask has written to its serial console, among everything else that is written there.

const NONCE = "0123456789abcdef0123456789abcdef";

/** Answers as a kit gives them: up to a line's length, so in many pieces. */
const answers = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 90 }),
    fc.stringMatching(/^[A-Z]{2,8}( [a-z]{1,6}=[A-Za-z0-9._:/@+,%-]{1,150}){0,4}$/),
  ),
  { minLength: 1, maxLength: 12 },
);

const told = (lines: readonly (readonly [number, string])[], nonce = NONCE): readonly string[] => {
  const frames = new ConsoleFrames(nonce);
  for (const [question, line] of lines) frames.add(question, line);
  frames.end();
  return frames.all;
};

const entriesOf = (lines: readonly (readonly [number, string])[]) =>
  lines.map(([question, line]) => ({ question, line }));

function heard(...consoles: readonly string[]) {
  const transcript = createTranscript(NONCE);
  for (const console of consoles) transcript.hear(console);
  return transcript;
}

const noise = fc.array(fc.string({ unit: "binary", maxLength: 200 }), { maxLength: 30 });

describe("a console", () => {
  test("is heard to its end, whatever others write between its lines and in front of them", () => {
    fc.assert(
      fc.property(answers, noise, (lines, between) => {
        const mixed = told(lines).map((frame, at) => `${between[at] ?? ""}${frame}\n`);
        const { entries, whole, broken } = heard(mixed.join(""));
        expect(broken).toBeUndefined();
        expect(whole).toBe(true);
        expect(entries).toEqual(entriesOf(lines));
      }),
    );
  });

  test("that forgets its beginning is heard bit by bit, in whatever windows it is looked at", () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 400 }), (lines, step) => {
        const text = told(lines)
          .map((frame) => `${frame}\n`)
          .join("");
        const windows: string[] = [];
        for (let end = step; end < text.length + step; end += step)
          windows.push(text.slice(Math.max(0, end - step - 300), end));
        expect(heard(...windows)).toMatchObject({ whole: true, entries: entriesOf(lines) });
      }),
    );
  });

  test("whose lines are changed, cut or written into never says what was not told", () => {
    const damage = fc.array(
      fc.record({
        at: fc.nat(20_000),
        cut: fc.nat(40),
        put: fc.string({ maxLength: 40 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(answers, damage, (lines, wounds) => {
        let text = told(lines)
          .map((frame) => `${frame}\n`)
          .join("");
        for (const { at, cut, put } of wounds) {
          const place = at % text.length;
          text = text.slice(0, place) + put + text.slice(place + cut);
        }
        const { entries, whole } = heard(text);
        expect(entries).toEqual(entriesOf(lines).slice(0, entries.length));
        if (whole) expect(entries).toHaveLength(lines.length);
      }),
    );
  });

  test("of anything at all is nothing", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 5_000 }),
      fc
        .array(
          fc.constantFrom(
            "ffr:",
            NONCE,
            ":1.1.1:",
            "1 HELLO",
            "END entries=0 hash=00000007",
            ":00000007;",
            "\n",
            ".",
            ":",
            ";",
          ),
          {
            maxLength: 200,
          },
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(heard(text)).toMatchObject({ entries: [], whole: false });
      }),
    );
  });

  test("of another run is nothing", () => {
    const other = told([[1, "HELLO protocol=1"]], "f".repeat(32)).join("\n");
    expect(heard(other)).toMatchObject({ entries: [], whole: false, broken: undefined });
  });

  test("that says two things as one answer is not believed any more, not even what it had said", () => {
    const first = told([[1, "VERIFIED id=1 passed=no"]]);
    const second = told([[1, "VERIFIED id=1 passed=yes"]]);
    const { broken, whole } = heard(first.slice(0, 1).join("\n"), second.join("\n"));
    expect(broken).toMatch(/two different things/);
    expect(whole).toBe(false);
  });

  test("whose end does not fit what it said is not believed", () => {
    const lines: [number, string][] = [
      [1, "HELLO protocol=1"],
      [2, "FOUND role=data"],
    ];
    const frames = new ConsoleFrames(NONCE);
    frames.add(1, "HELLO protocol=1");
    const early = frames.add(0, "END entries=2 hash=00000000");
    const { broken, whole } = heard([...told(lines).slice(0, 1), ...early].join("\n"));
    expect(broken).toMatch(/does not fit/);
    expect(whole).toBe(false);
  });

  test("without its end is never whole", () => {
    const all = told([
      [1, "HELLO protocol=1"],
      [2, "FOUND role=data"],
    ]);
    expect(heard(all.slice(0, -1).join("\n"))).toMatchObject({ whole: false, entries: { length: 2 } });
  });

  test("gives lines that the protocol's own parser reads or refuses, and nothing else reads them", () => {
    const { entries } = heard(told([[1, "FOUND role=data role=wal"]]).join("\n"));
    expect(entries.map(({ line }) => decodeLine(line))).toEqual([undefined]);
  });
});

test("the end of a console that comes after the last answer was heard is waited for", async () => {
  const all = told([
    [
      1,
      `HELLO protocol=1 kit=1.2.0 nonce=${NONCE} host=vm kernel=6.1.0 boot=b postgresql=15 glibc=2.36 silence_ms=60000 at=1 wall=2026-11-24T00:33:54.256Z`,
    ],
    [2, "STOPPED cause=ordered left=0 database=none"],
    [3, "BYE"],
  ]);
  let looks = 0;
  const read = async () => {
    looks += 1;
    return (looks === 1 ? all.slice(0, -1) : all).join("\n");
  };
  const limits = { findMs: 1, filesystemMs: 1, startMs: 1, checkMs: 1, busyMs: 1 };
  const who = { runId: "run-1", instance: "test", nonce: NONCE, silenceMs: 60_000 };
  const signal = AbortSignal.timeout(5_000);
  await using session = await hearConsole(
    { server: "booted", who, job: { volumes: [], checks: [] }, limits, read },
    signal,
  );
  await session.stop(signal);
  expect(looks).toBe(2);
});
