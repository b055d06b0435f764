import fc from "fast-check";
import { expect, test } from "vitest";
import type { Incident } from "#domain/rpo/incident.ts";
import { nextIncident } from "#domain/rpo/next-incident.ts";
import type { Standing } from "#domain/rpo/standing.ts";

const about = { kind: "rpo", application: "orders" } as const;
const standing = fc.constantFrom<Standing>(
  { state: "kept", by: "point p" },
  { state: "mending" },
  { state: "missed", text: "late", next: "mend it" },
  { state: "missed", text: "late, and the last run failed", next: "mend it" },
);
/** One minute: how it stands, and whether somebody snoozes what is open, for so many minutes or for good. */
const minute = fc.record({
  standing,
  snooze: fc.constantFrom(undefined, undefined, "for good" as const, 1, 2, 5),
});
const MINUTE = 60_000;

const snoozed = (open: Incident, now: number, snooze: "for good" | number): Incident => ({
  ...open,
  snoozed: {
    ...{ by: "U0OPS", at: now },
    ...(snooze === "for good" ? {} : { until: now + snooze * MINUTE }),
  },
});

test("an incident opens only when something is missed, ends only when it is kept, and reminds only after a snooze", () => {
  fc.assert(
    fc.property(fc.array(minute, { maxLength: 60 }), (minutes) => {
      let open: Incident | undefined;
      for (const [index, { standing: stands, snooze }] of minutes.entries()) {
        const now = index * MINUTE;
        const change = nextIncident(about, stands, open, now);
        if (open === undefined) expect(change?.act).toBe(stands.state === "missed" ? "opened" : undefined);
        else if (stands.state === "kept") expect(change?.act).toBe("resolved");
        else if (stands.state === "mending") expect(change).toBeUndefined();
        else {
          const over = open.snoozed?.until !== undefined && open.snoozed.until <= now;
          expect(change?.act === "reminded").toBe(over);
          expect((change?.next ?? open).text).toBe(stands.text);
        }
        open = change?.act === "resolved" ? undefined : (change?.next ?? open);
        if (open !== undefined && snooze !== undefined) open = snoozed(open, now, snooze);
      }
    }),
  );
});
