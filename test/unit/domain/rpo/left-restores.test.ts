import { expect, test } from "vitest";
import { leftRestores } from "#domain/rpo/left-restores.ts";
import { recordOf } from "../../slack-views/restores.ts";

const restore = (id: string, change: Parameters<typeof recordOf>[0] = {}) =>
  recordOf({ id, state: "left", ...change });

test("a restore that could not be taken away is an incident until nothing of it is there", () => {
  const others = [restore("r-2", { state: "kept" }), restore("r-3", { application: "shop" })];
  expect(leftRestores("orders-db", [restore("r-1"), ...others])).toMatchObject({
    state: "missed",
    text: "a restore has left something behind in the cloud: r-1",
    next: expect.stringContaining("freezeframe discard r-1"),
  });
  expect(leftRestores("orders-db", [restore("r-1"), restore("r-4")])).toMatchObject({
    text: "2 restores have left something behind in the cloud: r-1, r-4",
  });
  expect(leftRestores("orders-db", others)).toMatchObject({ state: "kept" });
});
