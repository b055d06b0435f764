import { expect, test } from "vitest";
import { leftoverOf } from "#domain/leftover.ts";

const set = (status: string) => ({ id: "abc", name: "ff/prod/orders/r-1/t", groupId: "g", status });

test.each(["available", "error"])("a group snapshot that is %s can be deleted as it is", (status) => {
  expect(leftoverOf(set(status))).toEqual({
    kind: "group snapshot",
    id: "abc",
    name: "ff/prod/orders/r-1/t",
    status,
    remedy: ["cinder group-snapshot-delete abc"],
  });
});

test.each(["creating", "deleting", "updating", "something-new"])(
  "one that is %s needs an administrator's reset first",
  (status) => {
    const { remedy } = leftoverOf(set(status));
    expect(remedy).toHaveLength(2);
    expect(remedy[0]).toMatch(/reset.*error.*abc.*administrator/);
    expect(remedy[1]).toBe("cinder group-snapshot-delete abc");
  },
);
