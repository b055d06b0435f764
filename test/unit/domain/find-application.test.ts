import { expect, test } from "vitest";
import { findApplication } from "#domain/find-application.ts";
import { application } from "./found.ts";

const known = new Map([
  ["orders", application],
  ["shop", application],
]);

test("an application is found by its exact name", () => {
  expect(findApplication(known, "orders")).toBe(application);
});

test("a near miss is told, else all that there are", () => {
  expect(() => findApplication(known, "order")).toThrow(
    'there is no application "order"; did you mean "orders"?',
  );
  expect(() => findApplication(known, "payroll")).toThrow("known: orders, shop");
  expect(() => findApplication(new Map(), "orders")).toThrow("known: none");
});

test.each(["constructor", "__proto__", ""])("%j is no application", (name) => {
  expect(() => findApplication(known, name)).toThrow("there is no application");
});
