/** Something that happened in the simulated world, for whoever wants to judge the bot from outside. */
export interface WorldEvent {
  /** Monotonic milliseconds of the world's process: cloud and guests share this clock. */
  readonly at: number;
  readonly what:
    | "copied"
    | "frozen"
    | "thawed"
    | "written-while-frozen"
    | "group-snapshot"
    | "request"
    | "restored"
    | "attached"
    | "detached"
    | "booted"
    | "server-deleted";
  readonly [detail: string]: string | number | undefined;
}

/** The world's diary, in memory. */
export class EventLog {
  readonly #events: WorldEvent[] = [];

  add(what: WorldEvent["what"], details: Readonly<Record<string, string | number | undefined>> = {}): void {
    this.#events.push({ ...details, at: performance.now(), what });
  }

  list(what?: WorldEvent["what"]): readonly WorldEvent[] {
    return what === undefined ? [...this.#events] : this.#events.filter((event) => event.what === what);
  }
}
