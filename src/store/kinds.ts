import { Hold } from "#domain/hold.ts";
import { RecoveryPoint } from "#domain/recovery-point.ts";
import type { DocumentKind } from "./document.ts";

/** One execution of a freeze window; its id is its token. */
export const holdKind = {
  name: "hold",
  schema: Hold,
  indexes: {
    application: (hold) => ({ key: hold.application, position: hold.openedAt }),
    run: (hold) => ({ key: hold.runId, position: hold.openedAt }),
    /** Only those that still have to be settled. */
    open: (hold) => (hold.settledAt === undefined ? { key: "open", position: hold.openedAt } : undefined),
  },
} as const satisfies DocumentKind<Hold>;

/** One recovery point. */
export const pointKind = {
  name: "point",
  schema: RecoveryPoint,
  indexes: {
    application: (point) => ({ key: point.application, position: point.createdAt }),
  },
} as const satisfies DocumentKind<RecoveryPoint>;
