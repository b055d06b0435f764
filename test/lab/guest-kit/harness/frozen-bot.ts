/** A bot that opens the hold of the plan file, freezes, says so, and beats until it dies. */
import { readFileSync } from "node:fs";
import { createGuests } from "#quiesce/guests.ts";
import { systemClock } from "#support/clock.ts";

const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const never = new AbortController().signal;
const guests = createGuests({
  ssh: plan.ssh,
  clock: systemClock,
  instance: "test",
  limits: { heartbeatMs: 500, silenceMs: 2_000 },
});
const hold = await guests.open(plan.request, never);
await hold.arm(plan.token, never);
await hold.freeze(never);
process.stdout.write("frozen\n");
