import type { Readable } from "#domain/cloud.ts";
import type { BootQuota, Flavor, Image, Network } from "#domain/restore/boot-facts.ts";
import type { Created, Deletion } from "./restore-cloud-port.ts";

/** What a restore needs of a cloud to boot a server of its own. `cloud/` implements it; names are the caller's. */
export interface BootCloudPort {
  /** Names or ids of the networks that config says lead nowhere. */
  readonly isolatedNetworks: readonly string[];
  /** Unread: no such flavor, or not for these rights. */
  flavor(nameOrId: string, signal: AbortSignal): Promise<Readable<Flavor>>;
  image(nameOrId: string, signal: AbortSignal): Promise<Readable<Image>>;
  network(nameOrId: string, signal: AbortSignal): Promise<Readable<Network>>;
  bootQuota(signal: AbortSignal): Promise<Readable<BootQuota>>;
  /** One POST, never retried by itself. `created` is `BUILD`: read it until it is `ACTIVE` or `ERROR`. */
  createServer(request: ServerToBoot, signal: AbortSignal): Promise<Created>;
  /** Undefined when Nova says 404. */
  serverById(id: string, signal: AbortSignal): Promise<BootedServer | undefined>;
  /** The project's servers with exactly this name: what an `unknown` create may have made. */
  serversNamed(name: string, signal: AbortSignal): Promise<BootedServer[]>;
  /** The end of what the server wrote to its console, at most 100 KiB of it; `undefined` while there is none. */
  consoleOf(id: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * `deleted`: it is on its way; read it until it is gone. Its volumes stay. Refuses a server that does not say of itself
   * that it was made for this restore.
   */
  deleteServer(id: string, restore: string, signal: AbortSignal): Promise<Deletion>;
}

export interface ServerToBoot {
  /** Must be used once only: what a lost answer has made is found by it. */
  readonly name: string;
  readonly flavorId: string;
  /** Absent: the first volume is the root. */
  readonly imageId?: string | undefined;
  /** `tag` says in the guest's metadata which disk is which. */
  readonly volumes: readonly { readonly volumeId: string; readonly tag: string; readonly root: boolean }[];
  /** None: the server has no network at all. */
  readonly networkIds: readonly string[];
  /** Base64, at most 65,535 characters. */
  readonly userData: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BootedServer {
  readonly id: string;
  readonly name: string;
  /** Nova's: BUILD, ACTIVE, ERROR … */
  readonly status: string;
  /** Why it is in ERROR. */
  readonly fault?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}
