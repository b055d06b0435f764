import type { CloudFault } from "./cloud/faults.ts";
import type { Group, GroupSnapshot, Server, Snapshot, Volume } from "./cloud/rows.ts";
import type { WorldEvent } from "./events.ts";
import type { GuestFault } from "./guest/faults.ts";
import type { RecoveryFault } from "./guest/recovery/faults.ts";
import type { RecoveryServer } from "./guest/recovery/recovery-server.ts";
import type { PostgresqlSeed } from "./guest/seed.ts";

export interface SimulatedGroupSnapshot extends GroupSnapshot {
  /** With `content`: what each copy holds. */
  readonly members: readonly Snapshot[];
}

/** Speaks to `/playground/` of a running world: sets faults, changes rows, reads what no API would show. */
export class ControlClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/playground`;
  }

  /** Strikes `times` times (default: until it is removed). Returns an id for {@link clearFaults}. */
  async fault(fault: CloudFault, times?: number): Promise<number> {
    const { id } = (await this.#send("POST", "/faults", { fault, times })) as { id: number };
    return id;
  }

  async clearFaults(id?: number): Promise<void> {
    await this.#send("DELETE", id === undefined ? "/faults" : `/faults/${id}`);
  }

  async guestFault(server: string, fault: GuestFault): Promise<void> {
    await this.#send("POST", `/guests/${server}/faults`, fault);
  }

  async clearGuestFaults(server: string): Promise<void> {
    await this.#send("DELETE", `/guests/${server}/faults`);
  }

  /** Freezes or thaws a mount as somebody who is not the holder. */
  async foreignFreeze(server: string, mount: string, frozen: boolean): Promise<void> {
    await this.#send("POST", `/guests/${server}/foreign`, { mount, frozen });
  }

  /** Changes what a server's PostgreSQL answers. */
  async patchPostgresql(server: string, change: Partial<PostgresqlSeed>): Promise<void> {
    await this.#send("PATCH", `/guests/${server}/postgresql`, change);
  }

  async recoveryFault(fault: RecoveryFault): Promise<void> {
    await this.#send("POST", "/recovery/faults", fault);
  }

  async clearRecoveryFaults(): Promise<void> {
    await this.#send("DELETE", "/recovery/faults");
  }

  /** What is mounted on the recovery server and whether a database runs there, whatever the bot says. */
  async recoveryLeft(): Promise<RecoveryServer["left"]> {
    return (await this.#send("GET", "/recovery")) as RecoveryServer["left"];
  }

  /** Changes fields of a row, found by id or name; `kind` as in the URL. */
  async patch(
    kind:
      | "volumes"
      | "groups"
      | "group_types"
      | "types"
      | "group_snapshots"
      | "snapshots"
      | "servers"
      | "pools"
      | "quotas"
      | "images",
    idOrName: string,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.#send("PATCH", `/${kind}/${encodeURIComponent(idOrName)}`, change);
  }

  async volumes(): Promise<readonly Volume[]> {
    return ((await this.#send("GET", "/volumes")) as { volumes: Volume[] }).volumes;
  }

  async servers(): Promise<readonly Server[]> {
    return ((await this.#send("GET", "/servers")) as { servers: Server[] }).servers;
  }

  async groups(): Promise<readonly Group[]> {
    return ((await this.#send("GET", "/groups")) as { groups: Group[] }).groups;
  }

  /** Ids of volumes and snapshots that only the back end still knows. */
  async orphans(): Promise<readonly string[]> {
    return ((await this.#send("GET", "/orphans")) as { orphans: string[] }).orphans;
  }

  async groupSnapshots(): Promise<readonly SimulatedGroupSnapshot[]> {
    const answer = await this.#send("GET", "/group_snapshots");
    return (answer as { groupSnapshots: SimulatedGroupSnapshot[] }).groupSnapshots;
  }

  async events(what?: WorldEvent["what"]): Promise<readonly WorldEvent[]> {
    const { events } = (await this.#send("GET", "/events")) as { events: WorldEvent[] };
    return what === undefined ? events : events.filter((event) => event.what === what);
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} /playground${path} was answered with ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
