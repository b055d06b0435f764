import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#support/clock.ts";
import { createLog } from "#support/log.ts";
import { Secret } from "#support/secret.ts";
import { pingDeadMan } from "#surfaces/cron/dead-man.ts";

interface Monitor {
  readonly url: string;
  readonly heard: string[];
  answer: number;
}

async function monitor(): Promise<Monitor> {
  const heard: string[] = [];
  const found = { url: "", heard, answer: 200 };
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.writeHead(found.answer, { location: "/elsewhere" }).end("OK");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  // A server that listens on a port has one.
  found.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/sesame`;
  return found;
}

/** A dead man's switch whose pauses the test ends. */
function pinging(url: string, unwell: () => string | undefined = () => undefined) {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const pauses: { ms: number; end: () => void }[] = [];
  const over = new AbortController();
  const log = createLog({ level: "info", destination: sink });
  const pause = (ms: number) => new Promise<void>((end) => pauses.push({ ms, end }));
  const options = { url: new Secret(url), everyMs: 60_000, unwell, clock: systemClock, log, pause };
  const ended = pingDeadMan(options, over.signal);
  onTestFinished(async () => {
    over.abort();
    for (const { end } of pauses) end();
    await ended;
  });
  const rested = async (times: number) => {
    await expect.poll(() => pauses.length).toBe(times);
    pauses[times - 1]?.end();
  };
  return { lines, pauses, rested, over, ended };
}

test("the monitor is asked at once and again and again", async () => {
  const outside = await monitor();
  const { rested, pauses, lines } = pinging(outside.url);
  await rested(1);
  await rested(2);
  await expect.poll(() => pauses.length).toBe(3);
  expect(outside.heard).toEqual(Array(3).fill("GET /ping/sesame"));
  expect(pauses[0]?.ms).toBeGreaterThan(59_000);
  expect(lines).toEqual([]);
});

test("a bot that is not well is silent, and says so once in its log", async () => {
  const outside = await monitor();
  let why: string | undefined = "schedules were not looked at for minutes";
  const { rested, lines, pauses } = pinging(outside.url, () => why);
  await rested(1);
  await rested(2);
  expect(outside.heard).toEqual([]);
  expect(lines.join("")).toContain("not looked at for minutes");
  expect(lines).toHaveLength(1);
  why = undefined;
  await rested(3);
  await expect.poll(() => pauses.length).toBe(4);
  expect(outside.heard).toHaveLength(2);
  expect(lines).toHaveLength(2);
});

test.each([500, 302])(
  "an answer of %i is told without the URL, and no redirect is followed",
  async (answer) => {
    const outside = await monitor();
    outside.answer = answer;
    const { rested, lines } = pinging(outside.url);
    await rested(1);
    expect(lines.join("")).toContain(`answered ${answer}`);
    expect(lines.join("")).not.toContain("sesame");
    expect(outside.heard).toEqual(["GET /ping/sesame"]);
  },
);

test("a monitor that is not there is told without the URL", async () => {
  const { rested, lines } = pinging("http://127.0.0.1:1/ping/sesame");
  await rested(1);
  expect(lines.join("")).toContain("is not reached");
  expect(lines.join("")).not.toContain("sesame");
});

test("it ends with the bot, without a last word", async () => {
  const outside = await monitor();
  const { over, ended, pauses, lines } = pinging(outside.url);
  await expect.poll(() => pauses.length).toBe(1);
  over.abort();
  pauses[0]?.end();
  await ended;
  expect([outside.heard.length, lines]).toEqual([1, []]);
});
