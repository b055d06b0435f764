import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Approval, ApprovalState, Decision } from "#domain/approval.ts";
import { RestoreRecord } from "#domain/restore/record.ts";
import { Reached, RestoreReport } from "#domain/restore/report.ts";
import { NotPossible } from "#domain/restore/restore-request-result.ts";
import { TestReport, Verdict } from "#domain/restore-test/report.ts";
import { NotApproved } from "#domain/snapshot-request-result.ts";
import { Outcome, SnapshotResult } from "#domain/snapshot-result.ts";
import { exitStatus, statusOfOutcome } from "#surfaces/cli/exit-status.ts";
import { help } from "#surfaces/cli/help.ts";
import { verbs } from "#surfaces/cli/verbs.ts";
import { applicationStatus, status } from "#surfaces/control/answers.ts";
import { frozen } from "../control/small-house.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(join(root, "docs/cli.md"), "utf8");
const section = (title: string) => page.split(/^#+ /m).find((text) => text.startsWith(title)) ?? "";

test("the documented exit statuses are those of the code", () => {
  const documented = [...section("Exit status").matchAll(/^\| (\d+) \| ([a-z-]+) \|/gm)];
  expect(Object.fromEntries(documented.map(([, status, name]) => [name, Number(status)]))).toEqual(
    exitStatus,
  );
});

test("every exit status is in the help, and no two are the same", () => {
  const told = help.slice(help.indexOf("Exit status")).match(/\d+/g) ?? [];
  const all = Object.values(exitStatus);
  expect(told.map(Number).toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b));
  expect(new Set(all).size).toBe(all.length);
});

test("only ok is 0: no outcome but ok counts as done", () => {
  const statuses = Outcome.options.map((outcome) => [outcome, statusOfOutcome(outcome)]);
  expect(Object.fromEntries(statuses)).toEqual({
    ok: 0,
    degraded: 4,
    "requirement-missed": 4,
    refused: 3,
    incomplete: 5,
  });
  for (const outcome of Outcome.options) expect(section("`snapshot`")).toContain(`\`${outcome}\``);
});

test("every verb is documented and in the help", () => {
  const documented = [...section("The command line").matchAll(/^\| (`.+?`) \|/gm)]
    .map(([, cell]) => cell)
    .join(" ");
  for (const verb of Object.keys(verbs)) {
    expect(documented).toMatch(new RegExp(`\`${verb}\\b`));
    if (verb !== "help") expect(help).toContain(`freezeframe ${verb}`);
  }
});

test("every key of a status, of an application and of a guest that is held is documented", () => {
  for (const { shape } of [status, applicationStatus])
    for (const key of Object.keys(shape)) expect(section("`status`")).toContain(key);
  for (const key of Object.keys(frozen)) expect(section("`status`")).toMatch(new RegExp(`\\b${key}\\b`));
});

test("every option of a verb is documented, and every verb that takes it is named there", () => {
  const help = section("The command line");
  for (const [name, { options = [], needs = [] }] of Object.entries(verbs))
    for (const option of [...options, ...needs]) {
      const row = help.split("\n").find((line) => line.startsWith(`| \`--${option}`));
      expect(row).toContain(`\`${name}\``);
    }
});

test("every key of a snapshot's result is documented", () => {
  for (const key of Object.keys(SnapshotResult.shape)) expect(section("`snapshot`")).toContain(`\`${key}\``);
});

test("every key of a restore test's report, and each verdict, is documented", () => {
  const told = section("`test`");
  for (const key of Object.keys(TestReport.shape)) expect(told).toContain(`\`${key}\``);
  for (const verdict of Verdict.options) expect(told).toContain(`\`${verdict}\``);
});

test("every key of a restore's report and record, and how far one can come, is documented", () => {
  const told = section("`restore`");
  const shapes = [RestoreReport.shape, RestoreRecord.shape, NotPossible.shape];
  for (const shape of shapes) for (const key of Object.keys(shape)) expect(told).toContain(`\`${key}\``);
  for (const reached of Reached.options) expect(told).toContain(`\`${reached}\``);
});

test("every key of an approval, and every way in which it can end, is documented", () => {
  const told = section("Approvals");
  const shapes = [Approval.shape, Decision.shape, Approval.shape.breakGlass.unwrap().shape];
  for (const shape of shapes)
    for (const key of Object.keys(shape)) expect(told).toMatch(new RegExp(`\\b${key}\\b`));
  for (const state of ApprovalState.options) expect(told).toContain(`\`${state}\``);
  for (const outcome of NotApproved.shape.outcome.options)
    expect(section("`snapshot`")).toContain(`\`${outcome}\``);
});

test("every finding's code is documented, and no other", () => {
  const sources = ["src/domain/preflight", "src/domain/doctor", "src/workflows", "src/operations"].flatMap(
    (folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
  // Only who imports finding.ts makes findings.
  const words = sources
    .filter((text) => text.includes("finding.ts"))
    .flatMap((text) => [...text.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(([, word]) => word));
  const documented = [...section("`doctor`").matchAll(/^\| [a-z][^|]*\| (`.*) \|$/gm)].flatMap(
    ([, cell = ""]) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
  );
  expect(documented.length).toBeGreaterThan(30);
  // Other words with dashes: kinds of errors, statuses of volumes.
  const others = ["not-found", "not-permitted", "invalid-input", "in-use"];
  // The only code without a dash.
  expect(sources.join()).toContain('"multiattach"');
  expect(documented.toSorted()).toEqual(
    [...new Set([...words, "multiattach"])].filter((word) => !others.includes(word ?? "")).toSorted(),
  );
});
