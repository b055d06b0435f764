import type { MessageSlot } from "#domain/message-slot.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import { newToken } from "#support/ids.ts";
import type { Outbox, SlotRecords } from "./outbox/outbox.ts";

export interface OrphanMessagesOptions {
  readonly operations: Pick<Operations, "onOrphans" | "onRun">;
  readonly outbox: Pick<Outbox, "open" | "changed">;
  readonly records: Pick<SlotRecords, "openSlots">;
  /** The channel of an application, of none without one; undefined: nothing is posted. */
  readonly channelOf: (application: string | undefined) => string | undefined;
  readonly clock: Pick<Clock, "now">;
}

/** The messages that tell owners of orphans: a new one for each telling, and one of each application that is kept up to date. */
export interface OrphanMessages {
  /** Listens; call it before runs are taken up. */
  start(): void;
  /** Owes a message of all orphans of an application. Resolves when that is stored, with its channel; undefined: there is none. */
  tell(application: string | undefined): Promise<string | undefined>;
  /** Time has passed: a grace or a snooze may be over. */
  look(): Promise<void>;
}

export function createOrphanMessages(options: OrphanMessagesOptions): OrphanMessages {
  const { operations, outbox, records, channelOf, clock } = options;
  const changed = async (isConcerned: (application: string | undefined) => boolean): Promise<void> => {
    for (const { id, about } of await open(records)) if (isConcerned(about.application)) outbox.changed(id);
  };
  return {
    start: () => {
      operations.onOrphans((application) => void changed((one) => one === application).catch(nextLook));
      operations.onRun(({ workflow, endedAt }) => {
        if (endedAt !== undefined && CHANGES.test(workflow)) void changed(() => true).catch(nextLook);
      });
    },
    tell: async (application) => {
      const channel = channelOf(application);
      if (channel === undefined) return undefined;
      const before = (await open(records)).filter(({ about }) => about.application === application);
      // Also after somebody has set the clock back.
      const at = Math.max(clock.now(), ...before.map(({ about }) => about.at + 1));
      const about = { kind: "orphans", ...(application === undefined ? {} : { application }), at } as const;
      await outbox.open({ id: `orphans ${application ?? "of none"} ${newToken()}`, channel, about });
      for (const { id } of before) outbox.changed(id);
      return channel;
    },
    look: () => changed(() => true),
  };
}

/** What they do to orphans is on record by then. */
const CHANGES = /^(?:scan-orphans|clean-orphans)@/;

/** Each minute there is another one. */
const nextLook = (): void => undefined;

type About = Extract<MessageSlot["about"], { readonly kind: "orphans" }>;

async function open(records: Pick<SlotRecords, "openSlots">) {
  return (await records.openSlots()).flatMap(({ id, about }): { id: string; about: About }[] =>
    about.kind === "orphans" ? [{ id, about }] : [],
  );
}
