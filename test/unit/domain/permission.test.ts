import { expect, test } from "vitest";
import { requireOperator } from "#domain/permission.ts";
import { application } from "./found.ts";

const ask = (slackId: string | undefined, operators = ["U0OPS", "S0STORAGE"]) =>
  requireOperator(
    { ...application, owners: { ...application.owners, operators } },
    { slackId, name: "ann on the command line" },
    "take a snapshot",
  );

const refusal = (...args: Parameters<typeof ask>): unknown => {
  try {
    return ask(...args);
  } catch (error) {
    return error;
  }
};

test("an operator may, and is known by the Slack id from then on", () => {
  expect(ask("U0OPS")).toBe("U0OPS");
});

test("an approver is no operator", () => {
  expect(refusal("U0BOSS")).toMatchObject({
    kind: "not-permitted",
    message: expect.stringMatching(/^only operators of orders may take a snapshot; U0BOSS is not one/),
    next: expect.stringContaining("U0OPS"),
  });
});

test("membership of a user group that nobody could look up counts as no, and says so", () => {
  expect(refusal("U0MEMBER")).toMatchObject({
    kind: "not-permitted",
    message: expect.stringContaining("S0STORAGE"),
  });
  expect(refusal("S0STORAGE")).toMatchObject({ kind: "not-permitted" });
});

test("somebody who is mapped to no Slack id may only read", () => {
  expect(refusal(undefined)).toMatchObject({
    kind: "not-permitted",
    message: "ann on the command line is mapped to no Slack user, so may only read",
  });
});
