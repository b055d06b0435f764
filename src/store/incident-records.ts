import { watchedId } from "#domain/rpo/watched.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { put, remove } from "./change.ts";
import { incidentKind, watchedKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

type IncidentRecords = Pick<
  RecordsPort,
  "incident" | "openIncidents" | "incidents" | "saveIncident" | "watched" | "saveWatched" | "removeWatched"
>;

/** Incidents, each change with its audit row in one commit, and since when objectives are watched. */
export function incidentRecords({ store, clock }: RecordKeeping): IncidentRecords {
  const saveWatched: IncidentRecords["saveWatched"] = async (watched) => {
    const changes = await Promise.all(
      watched.map(async (one) => {
        const found = await store.get(watchedKind, watchedId(one));
        return put(watchedKind, watchedId(one), one, found?.version ?? "absent");
      }),
    );
    await retryOnConflict(
      () => store.commit(changes),
      () => saveWatched(watched),
    );
  };
  return {
    incident: async (id) => {
      const found = await store.get(incidentKind, id);
      return found && { incident: found.value, version: found.version };
    },
    openIncidents: async () => {
      const found = await store.find(incidentKind, "open", { key: "open" }, { limit: -1 });
      return found.map(({ value, version }) => ({ incident: value, version }));
    },
    incidents: async (limit) => {
      const options = { order: "descending", limit } as const;
      return (await store.find(incidentKind, "all", { key: "all" }, options)).map(({ value }) => value);
    },
    saveIncident: (next, expected, { actor, act, detail }) => {
      const { application, kind } = next;
      const row = {
        actor,
        act: `incident.${act}`,
        subject: next.id,
        detail: { application, kind, ...detail },
      };
      return retryOnConflict(
        async () => {
          await store.commit([put(incidentKind, next.id, next, expected), auditRow(clock, row)]);
          return true;
        },
        async () => false,
      );
    },
    watched: async () =>
      (await store.find(watchedKind, "all", { key: "all" }, { limit: -1 })).map(({ value }) => value),
    saveWatched,
    removeWatched: async (watched) => {
      const id = watchedId(watched);
      const found = await store.get(watchedKind, id);
      if (found === undefined) return;
      await retryOnConflict(
        () => store.commit([remove(watchedKind, id, found.version)]),
        // It begins anew: whoever was first wants it.
        async () => undefined,
      );
    },
  };
}
