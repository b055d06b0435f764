import { DomainError } from "#domain/errors.ts";
import { createAdoptionRecords } from "#store/adoption-records.ts";
import { createDriftRecords } from "#store/drift-records.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import type { Store } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import type { Clock } from "#support/clock.ts";
import { createFreshPlans } from "#workflows/fresh-plans.ts";
import type { Ports } from "#workflows/ports.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { createTestSlots } from "#workflows/test-slots.ts";
import { withoutOrphans } from "./without-orphans.ts";

/** What restores and their tests need, for an installation that has no recovery server. */
export const withoutRestores = (store: Store, clock: Clock): Omit<TestPorts, keyof Ports> => ({
  applications: () => [],
  recovery: {
    open: () => Promise.reject(new DomainError("unreachable", "there is no recovery server here")),
    script: () => Promise.reject(new DomainError("refused", "nothing is booted here")),
    hear: () => Promise.reject(new DomainError("unreachable", "nothing is booted here")),
  },
  recoveryServers: [],
  restores: createRestoreRecords({ store, clock }),
  freshPlans: createFreshPlans(),
  tests: createTestRecords({ store, clock }),
  adoptions: createAdoptionRecords({ store, clock }),
  drift: createDriftRecords({ store, clock }),
  driftEveryMs: 21_600_000,
  backups: {
    backUp: () => Promise.reject(new DomainError("refused", "nothing is backed up here")),
    backUpIfDue: async () => undefined,
  },
  orphans: withoutOrphans(store, clock),
  testSlots: createTestSlots(1),
  testLimits: { scratchTtlMs: 3_600_000 },
  restoreLimits: {
    manualTtlMs: 3_600_000,
    createWithinMs: 5_000,
    createPerGibMs: 0,
    attachWithinMs: 5_000,
    bootWithinMs: 5_000,
    recoverWithinMs: 5_000,
    tearDownWithinMs: 5_000,
    pollMs: 10,
  },
});
