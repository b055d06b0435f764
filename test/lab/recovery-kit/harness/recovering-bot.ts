/** A bot that brings the recovery of the plan file up to the running database, says so, and waits for its death. */
import { readFileSync } from "node:fs";
import { createRecovery } from "#recovery/recovery.ts";

const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const never = new AbortController().signal;
const session = await createRecovery({ ssh: plan.ssh }).open(plan.address, plan.who, never);
await session.find(plan.volumes, never);
await session.mount(plan.mounts, never);
await session.startPostgresql({ cluster: "main", dataRole: "data" }, never);
process.stdout.write("started\n");
