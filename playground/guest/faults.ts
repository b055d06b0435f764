/** What goes wrong in a simulated guest. */
export type GuestFault =
  /** The connection breaks as soon as it is made: no route, no sshd. */
  | { readonly kind: "unreachable" }
  /** Takes the connection and never says a word. */
  | { readonly kind: "silent" }
  /** The kernel refuses to freeze this mount (any, without `mount`). */
  | { readonly kind: "freeze-fails"; readonly mount?: string }
  /** FROZEN comes this much later; what is frozen is frozen meanwhile. */
  | { readonly kind: "freeze-slow"; readonly ms: number }
  /** The holder thaws by itself this long after its first freeze, and says so. */
  | { readonly kind: "thaw-early"; readonly afterMs: number }
  /** Somebody runs `fsfreeze -u` behind the holder's back: only the sentinel notices. */
  | { readonly kind: "foreign-thaw"; readonly mount: string; readonly afterMs: number }
  /** The holder is killed; its watchdog thaws a moment later. */
  | { readonly kind: "killed"; readonly afterMs: number }
  /** The database does not answer. */
  | { readonly kind: "database-down" }
  /** The database is another process when evidence is collected. */
  | { readonly kind: "database-restarts" }
  /** No checkpoint happens. */
  | { readonly kind: "no-checkpoint" }
  /** The server ends the session that holds BACKUP STAGE. */
  | { readonly kind: "stage-ends" }
  /** Its kit is of this version. */
  | { readonly kind: "kit"; readonly version: string }
  /** Its wall clock is so much ahead. */
  | { readonly kind: "clock"; readonly aheadMs: number }
  /** Another program would give this server up when it is silent. */
  | {
      readonly kind: "manager";
      readonly manager: "patroni" | "pacemaker" | "etcd";
      readonly ttlMs?: number;
      readonly everyMs?: number;
      readonly mount?: string;
    }
  /** A transaction of every database has lasted for so long. */
  | { readonly kind: "long-transaction"; readonly ms: number; readonly what: string }
  /** A statement that BACKUP STAGE may wait for has run for so long in every MariaDB. */
  | { readonly kind: "long-statement"; readonly ms: number; readonly what: string }
  /** A hook exits with another status than 0. */
  | { readonly kind: "hook-fails"; readonly name: string };

/** Faults of one guest, by kind: arming the same kind again replaces it. */
export class GuestFaults {
  readonly #armed = new Map<GuestFault["kind"], GuestFault>();

  arm(fault: GuestFault): void {
    this.#armed.set(fault.kind, fault);
  }

  clear(): void {
    this.#armed.clear();
  }

  get<K extends GuestFault["kind"]>(kind: K): Extract<GuestFault, { kind: K }> | undefined {
    const fault = this.#armed.get(kind);
    // The map's key is the kind of its value.
    return fault as Extract<GuestFault, { kind: K }> | undefined;
  }
}
