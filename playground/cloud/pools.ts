import type { Call, Reply, Route } from "./call.ts";
import { forbidden } from "./refusal.ts";
import type { Pool } from "./rows.ts";

/** The scheduler's view of the back ends, for administrators. cinder 21.3.1 api/contrib/scheduler_stats.py:42-63. */
export const poolRoutes: readonly Route[] = [
  { method: "GET", path: "scheduler-stats/get_pools", handle: list },
];

function list(call: Call): Reply {
  if (!call.actor.isAdmin) throw forbidden("scheduler_extension:scheduler_stats:get_pools");
  const detail = /^(1|t|true|on|y|yes)$/i.test(call.query.get("detail") ?? "");
  return { status: 200, body: { pools: call.state.pools.map((pool) => view(pool, detail)) } };
}

// cinder 21.3.1 api/views/scheduler_stats.py:28-60. A driver without group code does not report the capability.
function view(pool: Pool, detail: boolean): unknown {
  if (!detail) return { name: pool.name };
  const [, backend = "", poolName = ""] = /^[^@]*@([^#]*)#(.*)$/.exec(pool.name) ?? [];
  return {
    name: pool.name,
    capabilities: {
      pool_name: poolName,
      total_capacity_gb: 200,
      free_capacity_gb: pool.freeGib ?? 200,
      provisioned_capacity_gb: 0,
      // What is left is all that is left.
      max_over_subscription_ratio: pool.freeGib === undefined ? 10 : 1,
      reserved_percentage: 0,
      thin_provisioning_support: true,
      thick_provisioning_support: false,
      multiattach: true,
      QoS_support: false,
      ...(pool.kind === "atomic" && { consistent_group_snapshot_enabled: true }),
      allocated_capacity_gb: 0,
      volume_backend_name: backend,
      storage_protocol: pool.protocol,
      vendor_name: pool.vendor,
      driver_version: pool.driverVersion,
      timestamp: new Date().toISOString().replace("Z", "000"),
      filter_function: null,
      goodness_function: null,
    },
  };
}
