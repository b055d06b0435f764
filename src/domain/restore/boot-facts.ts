import type { Readable } from "../cloud.ts";

/** A flavor of Nova. */
export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly cores: number;
  readonly ramMib: number;
  /** Of the root disk that an image is copied to; 0: the flavor brings none. */
  readonly diskGib: number;
}

/** An image of Glance, with what its owner says is in it. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly minDiskGib: number;
  readonly minRamMib: number;
  /** Property `freezeframe_postgresql`: major versions that are installed. */
  readonly postgresql?: readonly number[] | undefined;
  /** Property `freezeframe_mariadb`: the release series that is installed. */
  readonly mariadb?: string | undefined;
  /** Property `freezeframe_glibc` */
  readonly glibc?: string | undefined;
  /** Property `freezeframe_icu` */
  readonly icu?: string | undefined;
}

export interface Network {
  readonly id: string;
  readonly name: string;
}

/** What the project may still use of Nova; a limit of -1 is none. */
export interface BootQuota {
  readonly instances: BootUse;
  readonly cores: BootUse;
  readonly ramMib: BootUse;
}

export interface BootUse {
  readonly limit: number;
  readonly used: number;
}

/** The server that the manifest wants booted, as far as the cloud shows what it is made of. */
export interface FoundBoot {
  readonly flavor: { readonly asked: string; readonly found: Readable<Flavor> };
  /** Undefined: the manifest names none. */
  readonly image: { readonly asked: string; readonly found: Readable<Image> } | undefined;
  readonly networks: readonly {
    readonly asked: string;
    /** Config says that it leads nowhere. */
    readonly listed: boolean;
    readonly found: Readable<Network>;
  }[];
  readonly quota: Readable<BootQuota>;
}
