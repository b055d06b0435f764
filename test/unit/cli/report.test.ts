import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AuditReport } from "#domain/audit-report/report.ts";
import { DomainError } from "#domain/errors.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { audited, until } from "../domain/audit-report/audited.ts";
import { commandLineOver } from "./command-line.ts";

// How the command line writes what was proved: the operation is in memory, the files are real.

const DAY = 86_400_000;

function commandLine(
  change: Partial<AuditReport> = {},
  draw: Backstage["draw"] = async () => Buffer.from("png"),
) {
  const asked: number[] = [];
  const report = async (since: number) => {
    asked.push(since);
    return audited(since, change);
  };
  return { asked, ...commandLineOver({ report }, { draw, now: until }) };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "freezeframe-report-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("report looks 90 days back unless it is told otherwise, and prints Markdown", async () => {
  const { out, asked, run } = commandLine();
  expect(await run("report")).toBe(0);
  await run("report", "--since", "2w");
  await run("report", "--since", "2026-11-01");
  expect(asked).toEqual([until - 90 * DAY, until - 14 * DAY, Date.UTC(2026, 10, 1)]);
  expect(out[0]).toMatch(/^# Freezeframe: what was proved, 2026-08-26 to 2026-11-24/);
});

test.each(["yesterday", "90", "2026-02-30", "2027-01-01", "0d"])("--since %s is refused", async (since) => {
  const { err, asked, run } = commandLine();
  expect(await run("report", "--since", since)).toBe(2);
  expect(err.join("\n")).toContain("90d");
  expect(asked).toEqual([]);
});

test("with a folder there are a page, its JSON, and the pictures that the page shows", async () => {
  const out = join(folder(), "new", "audit");
  const { out: said, run } = commandLine();
  expect(await run("report", "--out", out)).toBe(0);
  expect(readdirSync(out).sort()).toEqual(["labels.png", "report.json", "report.md", "tests-orders.png"]);
  expect(said.join("\n").split("\n").sort()).toEqual(
    readdirSync(out)
      .map((name) => join(out, name))
      .sort(),
  );
  expect(readFileSync(join(out, "report.md"), "utf8")).toContain("(tests-orders.png)");
  expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toMatchObject({ instance: "prod-1" });
});

test("a picture that cannot be drawn is named and left out of the page; the figures are there", async () => {
  const out = folder();
  const { out: said, run } = commandLine({}, async ({ title }) => {
    if (title.startsWith("orders")) throw new DomainError("unreachable", "no memory");
    return Buffer.from("png");
  });
  expect(await run("report", "--out", out)).toBe(0);
  expect(said.join("\n")).toContain("not drawn: tests-orders: no memory");
  expect(readFileSync(join(out, "report.md"), "utf8")).not.toContain("tests-orders.png");
});

test("a broken audit is a failure, whatever else the report says", async () => {
  const broken = { audit: { intact: false, seq: 7, reason: "row 7 is missing" } } as const;
  expect(await commandLine(broken).run("report")).toBe(5);
  expect(await commandLine(broken).run("report", "--out", folder())).toBe(5);
});

test("--out that is a file is refused", async () => {
  const file = join(folder(), "file");
  writeFileSync(file, "");
  const { err, run } = commandLine();
  expect(await run("report", "--out", join(file, "audit"))).toBe(2);
  expect(err.join("\n")).toContain("--out");
});
