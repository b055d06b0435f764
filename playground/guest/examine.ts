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
  const named = (kind: string) => (values.get(kind) ?? "").split(",").filter((one) => one !== "");
  const down = faults.get("database-down") !== undefined;
  const what = "the server does not accept connections";
  for (const kind of ["postgresql", "mariadb"] as const)
    for (const name of named(kind)) {
      say("TRANSACTIONS", { kind, name, ...(down ? { what } : longest(faults.get("long-transaction"))) });
      if (kind === "mariadb" && !down)
        say("STATEMENTS", { kind, name, ...longest(faults.get("long-statement")) });
    }
  const wall = new Date(Date.now() + (faults.get("clock")?.aheadMs ?? 0)).toISOString();
  say("EXAMINED", { at: Math.round(performance.now()), wall });
}

const longest = (fault: { readonly ms: number; readonly what: string } | undefined): Values => ({
  count: fault === undefined ? 0 : 1,
  oldest_ms: fault?.ms ?? 0,
  oldest: fault?.what ?? "",
});
