import type { FrozenSpan } from "#domain/doctor/felt.ts";
import type { FrozenMount, ServerHold } from "#domain/evidence.ts";
import type { CanaryRequest, RunningCanary } from "./canary-port.ts";
import type { DoctorGuestPort } from "./doctor-ports.ts";

export interface GuestPort extends DoctorGuestPort {
  /**
   * Opens one session per server, resolves volumes and recipes, prepares (checkpoint, foreign freezes). Nothing is
   * frozen and no lock is taken yet. Throws DomainError; everything opened is closed again then.
   */
  open(request: HoldRequest, signal: AbortSignal): Promise<OpenedHold>;
  /** Starts the write-order canaries around one cut. Never throws; see {@link RunningCanary}. */
  canary(request: CanaryRequest, signal: AbortSignal): RunningCanary;
  /** What each server's holder says: is anything frozen, and by whom? */
  status(servers: readonly GuestAddress[], signal: AbortSignal): Promise<GuestStatus[]>;
  /** Thaws the hold with this token if it is still there. Idempotent. Throws `unreachable` when a guest does not answer. */
  settle(servers: readonly GuestAddress[], token: string, signal: AbortSignal): Promise<void>;
}

/** How a server is reached. */
export interface GuestAddress {
  readonly server: string;
  readonly via:
    | {
        readonly kind: "ssh";
        readonly host: string;
        readonly port: number;
        readonly user: string;
        readonly jump?: string | undefined;
      }
    | { readonly kind: "local"; readonly port: number };
}

export type GuestStatus =
  | { readonly server: string; readonly state: "idle" }
  | { readonly server: string; readonly state: "unreachable"; readonly reason: string }
  | {
      readonly server: string;
      readonly state: "armed" | "frozen" | "thawing";
      readonly token: string;
      readonly instance: string;
      readonly runId: string;
      readonly mounts: readonly string[];
      readonly frozenMs: number | undefined;
    };

/** A volume of an application where its guest has it. */
export interface GuestVolume {
  readonly role: string;
  readonly volumeId: string;
  readonly server: string;
  readonly mount: string | undefined;
}

export interface HoldRequest {
  readonly runId: string;
  /** Look only (`doctor`): resolve everything and look for foreign freezes, but no checkpoint. */
  readonly rehearse: boolean;
  readonly budgetMs: number;
  readonly servers: readonly GuestAddress[];
  readonly volumes: readonly GuestVolume[];
  /** In order; inside a stage in parallel; thawed in reverse. */
  readonly stages: readonly (readonly HoldRecipe[])[];
}

export type HoldRecipe =
  | { readonly kind: "fsfreeze"; readonly server: string; readonly roles: readonly string[] }
  | { readonly kind: "postgresql"; readonly server: string; readonly cluster: string }
  | { readonly kind: "mariadb"; readonly server: string; readonly name: string }
  | { readonly kind: "hook"; readonly server: string; readonly name: string };

/** What would be frozen in one guest, and the version of its kit. */
export interface GuestMounts {
  readonly server: string;
  readonly kit?: string | undefined;
  readonly mounts: readonly FrozenMount[];
}

/** Sessions that are open and prepared, nothing frozen yet. */
export interface OpenedHold extends AsyncDisposable {
  /** What would be frozen, by server; known before the freeze. */
  readonly mounts: readonly GuestMounts[];
  /** What `collect` will say if the hold comes about without a flaw: nothing of it has been observed. */
  foreseen(): ServerHold[];
  /** After the thaw: when each guest was frozen, by its own monotonic clock. */
  frozenSpans(): FrozenSpan[];
  /** Takes the guests' locks and starts the watchdogs. Throws `busy` when another hold is open in a guest. */
  arm(token: string, signal: AbortSignal): Promise<void>;
  /**
   * Freezes stage by stage and proves it. Throws when any part does not come about; everything is thawed by then, and
   * `DomainError.message` says in which guest, where and why.
   */
  freeze(signal: AbortSignal): Promise<void>;
  /** Aborted with a reason as soon as any guest says that it thawed, or stops answering. */
  readonly lost: AbortSignal;
  /** True when all sentinels of all servers are blocked. Never throws for a lost hold. */
  prove(signal: AbortSignal): Promise<boolean>;
  /** Orders the thaw, stage by stage in reverse, and proves it. Never throws: what was not observed is false. */
  thaw(): Promise<void>;
  /** After the thaw: everything that was observed. Never throws. */
  collect(signal: AbortSignal): Promise<ServerHold[]>;
}
