import { createHmac } from "node:crypto";
import type { ConfigRequest } from "#config/find-config.ts";
import type { Installation } from "#config/load.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Members } from "#domain/permission.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { Engine } from "#engine/port.ts";
import { createOperations, type Operations, recover } from "#operations/index.ts";
import { createAdoptionRecords } from "#store/adoption-records.ts";
import { createDriftRecords } from "#store/drift-records.ts";
import { openDatabase } from "#store/open-database.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { createRecords } from "#store/records.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { systemClock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { createFreshPlans } from "#workflows/fresh-plans.ts";
import type { Ports } from "#workflows/ports.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { createTestSlots } from "#workflows/test-slots.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { backupsOf } from "./backups.ts";
import { cloudNamed, connectClouds } from "./clouds.ts";
import { guestsOf } from "./guests.ts";
import { createManifests } from "./manifests.ts";
import { orphansOf } from "./orphans.ts";
import { recoveryOf, recoveryServersOf, restoreLimitsOf } from "./recovery.ts";
import { slackAppOf } from "./slack-app.ts";
import { workflowsOf } from "./workflows.ts";

/** Everything but the surfaces. Whoever has it has the store: one process at a time. */
export interface House extends AsyncDisposable {
  readonly operations: Operations;
  readonly engine: Engine;
  readonly ports: Ports;
  /** After a start, once: takes up what an earlier process left. */
  recover(): ReturnType<Engine["recover"]>;
}

/** A window that was open when we were asked to stop ends by its budget; then its evidence is collected. */
const COLLECT_EVIDENCE_MS = 15_000;

/** Opens the store and joins every part on it. Throws `busy` when another process has the store. */
export async function openHouse(
  installation: Installation,
  request: ConfigRequest,
  given: { readonly log: Log; readonly members: Members },
): Promise<House> {
  const { config } = installation;
  const { log, members } = given;
  await using stack = new AsyncDisposableStack();
  const database = openDatabase(config.store.path, { clock: systemClock });
  stack.defer(() => database.close());
  const clouds = await connectClouds(installation, log);
  for (const cloud of clouds.values()) stack.use(cloud);
  const manifests = createManifests(installation, request);
  const { freeBytes } = database;
  const store = openStore(database);
  const windowSlots = createWindowSlots(config.limits.windowsAtOnce);
  const ports: TestPorts = {
    clock: systemClock,
    instance: config.instance,
    application: (name) => findApplication(manifests.current(), name),
    cloud: (name) => cloudNamed(clouds, name),
    guests: guestsOf(installation),
    records: createRecords({ store, clock: systemClock, freeBytes }),
    restores: createRestoreRecords({ store, clock: systemClock }),
    applications: () => [...manifests.current().values()],
    recovery: recoveryOf(installation),
    recoveryServers: recoveryServersOf(installation),
    restoreLimits: restoreLimitsOf(installation),
    freshPlans: createFreshPlans(),
    members,
    slackApp: slackAppOf(installation, log),
    breakGlass: config.breakGlass,
    sign: (text) => createHmac("sha256", config.signingKey.reveal()).update(text).digest("hex"),
    limits: config.limits,
    snapshotTurns: createSnapshotTurns(config.limits.windowsAtOnce),
    windowSlots,
    tests: createTestRecords({ store, clock: systemClock }),
    adoptions: createAdoptionRecords({ store, clock: systemClock }),
    drift: createDriftRecords({ store, clock: systemClock }),
    driftEveryMs: config.limits.driftEveryMs,
    backups: backupsOf(installation, database, windowSlots),
    testSlots: createTestSlots(config.limits.restoreTestsAtOnce),
    testLimits: { scratchTtlMs: config.limits.scratchTtlMs },
    orphans: orphansOf(installation, {
      clouds: () => [...clouds.keys()],
      records: createOrphanRecords({ store, clock: systemClock }),
      // Asked by runs alone, which are begun when there is an engine.
      run: (id) => engine.get(id),
    }),
  };
  const engine = createEmbeddedEngine({
    database,
    clock: systemClock,
    workflows: workflowsOf(ports),
    closeWithinMs: config.limits.budgetMaxMs + COLLECT_EVIDENCE_MS,
    onError: (runId, error) => log.error({ runId, err: error }, "run ended with an error"),
  });
  stack.defer(() => engine.close());
  const operations = createOperations({ engine, ports, manifests });
  const opened = stack.move();
  return {
    operations,
    engine,
    recover: () => recover(engine, ports),
    ports,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
