import type { GuestState } from "./guest.ts";
import type { Line, Values } from "./line.ts";

/** What could get in the way of a freeze: nothing, unless a fault says so. */
export function examine(
  { faults }: GuestState,
  { values }: Line,
  say: (verb: string, values?: Values) => void,
): void {
  const manager = faults.get("manager");
  if (manager !== undefined)
    say("MANAGER", {
      kind: manager.manager,
      ttl_ms: manager.ttlMs,
      every_ms: manager.everyMs,
      mount: manager.mount,
    });
  const long = faults.get("long-transaction")?.ms;
  for (const name of (values.get("postgresql") ?? "").split(",").filter((one) => one !== "")) {
    if (faults.get("database-down") !== undefined)
      say("TRANSACTIONS", { kind: "postgresql", name, what: "the server does not accept connections" });
    else
      say("TRANSACTIONS", {
        kind: "postgresql",
        name,
        count: long === undefined ? 0 : 1,
        oldest_ms: long ?? 0,
        oldest: long === undefined ? "" : "process 4711, idle in transaction",
      });
  }
  const wall = new Date(Date.now() + (faults.get("clock")?.aheadMs ?? 0)).toISOString();
  say("EXAMINED", { at: Math.round(performance.now()), wall });
}
