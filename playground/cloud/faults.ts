/** Which requests a fault is for: every field that is given must fit. */
export interface RequestMatch {
  readonly method?: string;
  /** Part of the path with its query, e.g. `/group_snapshots`. */
  readonly path?: string;
}

/** What goes wrong between the bot and the API. */
export type RequestFault =
  /** An answer that the service did not mean: nothing was applied. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly retryAfter?: number;
      readonly match?: RequestMatch;
    }
  /** The request is carried out, then the connection breaks before the answer. */
  | { readonly kind: "lose-answer"; readonly match?: RequestMatch }
  /** The connection breaks before anything is carried out. */
  | { readonly kind: "refuse"; readonly match?: RequestMatch }
  /** No answer ever; `applied` says whether it was carried out all the same. */
  | { readonly kind: "hang"; readonly applied?: boolean; readonly match?: RequestMatch }
  /** Carried out after a wait. */
  | { readonly kind: "slow"; readonly ms: number; readonly match?: RequestMatch }
  /** Carried out; the answer is a proxy's HTML page under status 200. */
  | { readonly kind: "garbage"; readonly match?: RequestMatch }
  /** The token is forgotten by Keystone before the request is looked at: 401 until a new one is asked for. */
  | { readonly kind: "expire-token"; readonly match?: RequestMatch };

/** What goes wrong inside cinder-volume or nova-compute. `volume` is an id or a name; without it any volume. */
export type DriverFault =
  /** A CinderException in the driver's create call. */
  | { readonly kind: "create-fails"; readonly volume?: string }
  /** Another exception: on the atomic path everything stays `creating` for ever. */
  | { readonly kind: "create-crashes"; readonly volume?: string }
  /** The driver call does not return until the fault is removed. */
  | { readonly kind: "create-hangs"; readonly volume?: string }
  /** The driver call takes this much longer. */
  | { readonly kind: "create-slow"; readonly ms: number; readonly volume?: string }
  | { readonly kind: "delete-fails"; readonly volume?: string }
  /** The back end says that somebody still uses it: Cinder drops the row, and the thing itself stays for ever. */
  | { readonly kind: "delete-busy"; readonly volume?: string }
  /** A volume cannot be made from its snapshot. `volume` is the restored one or the one the snapshot is of. */
  | { readonly kind: "restore-fails"; readonly volume?: string }
  /** Making it does not return until the fault is removed. */
  | { readonly kind: "restore-hangs"; readonly volume?: string }
  | { readonly kind: "restore-slow"; readonly ms: number; readonly volume?: string }
  /** The copy lacks this many of the application's last writes, and is `available` all the same. */
  | { readonly kind: "restore-tears"; readonly lost: number; readonly volume?: string }
  /** Nova takes an attach and gives up: the volume is `available` again. */
  | { readonly kind: "attach-fails"; readonly volume?: string }
  /** It stays `attaching` until the fault is removed. */
  | { readonly kind: "attach-hangs"; readonly volume?: string }
  /** The guest does not let go of the disk: the volume is `in-use` again. */
  | { readonly kind: "detach-fails"; readonly volume?: string }
  /** The scheduler finds no host for a new server: it is in ERROR. */
  | { readonly kind: "boot-fails" }
  /** A new server stays in BUILD until the fault is removed. */
  | { readonly kind: "boot-hangs" }
  /** A new server is ACTIVE, and its guest never says a word. */
  | { readonly kind: "console-silent" }
  /** The hypervisor keeps no console. */
  | { readonly kind: "console-none" }
  /** It keeps only the last bytes. */
  | { readonly kind: "console-forgets"; readonly bytes: number }
  /** The kernel writes into the lines of others. */
  | { readonly kind: "console-noisy" }
  /** Somebody in the guest writes this to the console, too. */
  | { readonly kind: "console-forged"; readonly text: string }
  | { readonly kind: "delete-server-hangs" }
  /** Nobody takes the message from the queue until the fault is removed. */
  | { readonly kind: "service-down" };

export type CloudFault = RequestFault | DriverFault;

interface Armed {
  readonly id: number;
  readonly fault: CloudFault;
  /** How often it still strikes. */
  left: number;
}

/** Faults that were asked for and have not been used up. */
export class Faults {
  #armed: Armed[] = [];
  #last = 0;

  add(fault: CloudFault, times: number = Number.POSITIVE_INFINITY): number {
    this.#last += 1;
    this.#armed.push({ id: this.#last, fault, left: times });
    return this.#last;
  }

  remove(id?: number): void {
    this.#armed = id === undefined ? [] : this.#armed.filter((armed) => armed.id !== id);
  }

  /** Uses up one stroke of the first fault that fits. */
  takeForRequest(method: string, pathAndQuery: string): RequestFault | undefined {
    return this.#take((fault): fault is RequestFault => {
      if (!isRequestFault(fault)) return false;
      const { match } = fault;
      const methodFits = match?.method === undefined || match.method === method;
      return methodFits && (match?.path === undefined || pathAndQuery.includes(match.path));
    });
  }

  takeForDriver<K extends DriverFault["kind"]>(
    kind: K,
    volume?: { readonly id: string; readonly name: string | null },
  ): Extract<DriverFault, { kind: K }> | undefined {
    return this.#take((fault): fault is Extract<DriverFault, { kind: K }> => fits(fault, kind, volume));
  }

  /** Whether such a fault is armed; does not use it up. */
  has(kind: DriverFault["kind"], volume?: { readonly id: string; readonly name: string | null }): boolean {
    return this.#armed.some(({ fault, left }) => left > 0 && fits(fault, kind, volume));
  }

  /** The first armed one of this kind; does not use it up. */
  get<K extends DriverFault["kind"]>(kind: K): Extract<DriverFault, { kind: K }> | undefined {
    const found = this.#armed.find(({ fault, left }) => left > 0 && fault.kind === kind);
    // The kind was compared.
    return found?.fault as Extract<DriverFault, { kind: K }> | undefined;
  }

  #take<F extends CloudFault>(matches: (fault: CloudFault) => fault is F): F | undefined {
    for (const armed of this.#armed) {
      if (armed.left > 0 && matches(armed.fault)) {
        armed.left -= 1;
        return armed.fault;
      }
    }
    return undefined;
  }
}

const driverKinds: readonly string[] = [
  "create-fails",
  "create-crashes",
  "create-hangs",
  "create-slow",
  "delete-fails",
  "delete-busy",
  "restore-fails",
  "restore-hangs",
  "restore-slow",
  "restore-tears",
  "attach-fails",
  "attach-hangs",
  "detach-fails",
  "boot-fails",
  "boot-hangs",
  "console-silent",
  "console-none",
  "console-forgets",
  "console-noisy",
  "console-forged",
  "delete-server-hangs",
  "service-down",
] satisfies DriverFault["kind"][];

const isRequestFault = (fault: CloudFault): fault is RequestFault => !driverKinds.includes(fault.kind);

function fits(
  fault: CloudFault,
  kind: DriverFault["kind"],
  volume: { readonly id: string; readonly name: string | null } | undefined,
): boolean {
  if (fault.kind !== kind) return false;
  if (!("volume" in fault) || fault.volume === undefined) return true;
  return volume !== undefined && (fault.volume === volume.id || fault.volume === volume.name);
}
