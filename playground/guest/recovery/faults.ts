/** What goes wrong on a simulated recovery server. */
export type RecoveryFault =
  /** The connection breaks as soon as it is made. */
  | { readonly kind: "unreachable" }
  /** Takes the connection and never says a word. */
  | { readonly kind: "silent" }
  /** Its mark is missing. */
  | { readonly kind: "not-marked" }
  /** This verb takes so long, while heartbeats are answered. */
  | { readonly kind: "slow"; readonly verb: string; readonly ms: number }
  /** The connection breaks while this verb is being answered, as when the server is reset. */
  | { readonly kind: "dies"; readonly verb: string }
  /** The file system on the disk of this role is damaged. */
  | { readonly kind: "damaged"; readonly role: string }
  /** The disk of this role cannot be read any more, as when its connection to the storage is lost: from this verb on. */
  | { readonly kind: "disk-lost"; readonly role: string; readonly verb: string }
  /** PostgreSQL cannot run there, whatever the data is. */
  | { readonly kind: "cannot-run"; readonly text: string }
  /** PostgreSQL ends instead of getting ready. */
  | { readonly kind: "database-fails"; readonly text: string }
  /** A check (amcheck, read, checksums, sql, hook) says no. */
  | { readonly kind: "check-fails"; readonly check: string; readonly text: string }
  /** The source sorted text with another library. */
  | { readonly kind: "other-collations"; readonly text: string }
  /** A mount that does not go away at STOP. */
  | { readonly kind: "mount-stays" };

/** Faults of one recovery server, by kind: arming the same kind again replaces it. */
export class RecoveryFaults {
  readonly #armed = new Map<RecoveryFault["kind"], RecoveryFault>();

  arm(fault: RecoveryFault): void {
    this.#armed.set(fault.kind, fault);
  }

  clear(): void {
    this.#armed.clear();
  }

  get<K extends RecoveryFault["kind"]>(kind: K): Extract<RecoveryFault, { kind: K }> | undefined {
    const fault = this.#armed.get(kind);
    // The map's key is the kind of its value.
    return fault as Extract<RecoveryFault, { kind: K }> | undefined;
  }
}
