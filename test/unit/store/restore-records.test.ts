import { expect, it } from "vitest";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { recordOf } from "../slack-views/restores.ts";
import { temporaryDatabase } from "./temporary-database.ts";

const HOUR = 3_600_000;
const begin = Date.UTC(2026, 10, 23);

it("knows when a point was last verified, however many restores came before", async () => {
  const clock = { now: () => begin, monotonic: () => 0 };
  const restores = createRestoreRecords({ store: openStore(temporaryDatabase()), clock });
  const base = recordOf();
  for (let hour = 0; hour < 120; hour++)
    await restores.save({
      ...base,
      id: `r-${hour}-restore`,
      startedAt: begin + hour * HOUR,
      plan: { ...base.plan, point: { ...base.plan.point, id: `point-${hour % 60}` } },
    });
  const verified = await restores.verifiedPoints(base.application);
  expect(verified.get("point-59")).toBe(begin + 119 * HOUR);
  expect(verified.get("point-0")).toBe(begin + 60 * HOUR);
});
