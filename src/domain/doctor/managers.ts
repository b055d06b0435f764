import { describeDuration } from "../duration.ts";
import { type Finding, warning } from "../finding.ts";
import type { ClusterManager } from "./guest.ts";

/** From the order to freeze to the watchdog's thaw a server may be frozen for so much longer than its budget. */
const BEYOND_BUDGET_MS = 3_000;

const names = { patroni: "Patroni", pacemaker: "Pacemaker", etcd: "etcd" } as const;

/** What each takes where nothing else is set, and where that is written. */
const defaults = {
  /** patroni/dynamic_configuration: `ttl` 30, `loop_wait` 10. */
  patroni: { ttlMs: 30_000, everyMs: 10_000 },
  /** The operation's timeout of a resource that sets none (pacemaker/lib/pengine, PCMK_DEFAULT_ACTION_TIMEOUT_MS). */
  pacemaker: { ttlMs: 20_000, everyMs: 0 },
  /** etcd/server/embed/config.go: `ElectionMs` 1000. */
  etcd: { ttlMs: 1_000, everyMs: 0 },
} as const;

/**
 * Would it give this server up while it is frozen? Not etcd whose own files are not frozen: it needs no others. A lease that
 * is renewed each `everyMs` has only the rest of its time left when the freeze begins just before a renewal.
 */
export function managerFindings(
  server: string,
  { kind, mount, ...told }: ClusterManager,
  { budgetMs, frozen }: { readonly budgetMs: number; readonly frozen: readonly string[] },
): Finding[] {
  if (kind === "etcd" && mount !== undefined && !frozen.includes(mount)) return [];
  const ttlMs = told.ttlMs ?? defaults[kind].ttlMs;
  const everyMs = told.everyMs ?? defaults[kind].everyMs;
  const leftMs = ttlMs - everyMs;
  const longestMs = budgetMs + BEYOND_BUDGET_MS;
  if (longestMs < leftMs) return [];
  const waits = `${told.ttlMs === undefined ? "its default is" : "it waits for"} ${describeDuration(ttlMs)}`;
  const renews = everyMs === 0 ? "" : ` and renews each ${describeDuration(everyMs)}`;
  const fits = leftMs - BEYOND_BUDGET_MS - 1_000;
  return [
    warning(
      "cluster-manager-ttl",
      server,
      `${names[kind]} may give this server up ${describeDuration(leftMs)} after a freeze has begun (${waits}${renews}); a freeze may last ${describeDuration(longestMs)}, budget and watchdog together`,
      {
        costs: "nothing of a grade; a failover in the middle of a freeze",
        next:
          fits >= 1_000
            ? `quiesce.budget: ${describeDuration(fits).replaceAll(" ", "")} at most, or snapshot a standby`
            : "snapshot a standby, or a member that may be given up",
      },
    ),
  ];
}
