/**
 * One life of a process that prunes points of the simulated world, killed at a chosen write.
 *
 *     node test/torture/retention-worker.ts [--kill=before:7] CONFIG
 *
 * Every life takes up what is unfinished and asks for the same run. When it has ended, its result is printed as JSON.
 */

import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { cloudNamed, connectClouds } from "#composition/clouds.ts";
import { loadInstallation } from "#config/load.ts";
import { findApplication } from "#domain/find-application.ts";
import { noMembers } from "#domain/permission.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import { recover } from "#operations/index.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock as clock } from "#support/clock.ts";
import { createLog } from "#support/log.ts";
import { deletePoints } from "#workflows/delete-points.ts";
import { DELETE_POINTS, PRUNE_POINTS } from "#workflows/names.ts";
import { prunePoints } from "#workflows/prune-points.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { noGuests } from "../unit/operations/no-guests.ts";
import { withoutRestores } from "../workflows/without-restores.ts";
import { killedAt } from "./killed-at.ts";

const RUN = "r-20261123-104207-killed00";
const APP = "orders-db";

const { values, positionals } = parseArgs({ options: { kill: { type: "string" } }, allowPositionals: true });
const [moment, write] = (values.kill ?? "never:0").split(":");
const [configPath = ""] = positionals;

const installation = await loadInstallation({ configPath, cwd: dirname(configPath), env: {} });
const { config, applications } = installation;
const opened = openDatabase(config.store.path, { clock });
let writes = 0;
const counted = {
  ...opened,
  write: <T>(change: Parameters<typeof opened.write<T>>[0]): T => {
    writes += 1;
    return opened.write(change);
  },
};
const database = killedAt(counted, moment, Number(write));
const clouds = await connectClouds(installation, createLog({ level: "silent" }));
const store = openStore(database);
const ports: TestPorts = {
  ...withoutRestores(store, clock),
  clock,
  instance: config.instance,
  application: (name) => findApplication(applications, name),
  cloud: (name) => cloudNamed(clouds, name),
  guests: noGuests,
  records: createRecords({ store, clock, freeBytes: database.freeBytes }),
  members: noMembers,
  breakGlass: [],
  sign: () => "",
  limits: config.limits,
  snapshotTurns: createSnapshotTurns(1),
  windowSlots: createWindowSlots(1),
};
const engine = createEmbeddedEngine({
  database,
  clock,
  workflows: {
    [PRUNE_POINTS]: (ctx, input) => prunePoints(ctx, input, ports),
    [DELETE_POINTS]: (ctx, input) => deletePoints(ctx, input, ports),
  },
});
await recover(engine, ports);
await engine.start(PRUNE_POINTS, RUN, { application: APP, requestedBy: "schedule" }, { lockKey: APP });
const { result, error } = await engine.ended(RUN);
await engine.idle();
const verdict = await ports.records.verifyAudit();
const audit = database.read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all());
const acts = audit.map(({ entry }) => JSON.parse(String(entry))).filter(({ act }) => act === "point.pruned");
await engine.close();
for (const cloud of clouds.values()) cloud[Symbol.dispose]();
database.close();
const pruned = acts.map(({ subject }) => subject);
process.stdout.write(`${JSON.stringify({ result, error, writes, pruned, intact: verdict.intact })}\n`);
