import type { Names } from "./as-text.ts";
import type { Delivery, DeliveryOptions } from "./driver/delivery.ts";
import type { ClickOptions, CommandOptions, Place, SubmitOptions } from "./driver/people.ts";
import type { SlackFault } from "./faults.ts";
import type { SocketMode } from "./socket-mode.ts";
import type {
  Fields,
  SlackCall,
  SlackChange,
  SlackEphemeral,
  SlackFile,
  SlackMessage,
  SlackView,
} from "./types.ts";

/** A workspace with one app in it: what the app calls, what people do, and what they see. */
export interface SimulatedSlack extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`; the controls are below `/playground/slack`. */
  readonly url: string;
  /** For the bot's config: ends with a slash. */
  readonly apiUrl: string;
  readonly team: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly names: Names;

  /** Where the app takes Slack's requests; undefined: over its Socket Mode connections. */
  requestUrl: string | undefined;
  readonly sockets: SocketMode;

  /** `/ff TEXT` as a person types it; default: the operator U0PLAYGROUND in C0STORAGE. */
  command(text: string, options?: CommandOptions): Promise<Delivery>;
  /** The same command, for somebody else to send over HTTP. */
  signed(
    text: string,
    options?: CommandOptions,
  ): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  click(place: Place, actionId: string, user?: string, options?: ClickOptions): Promise<Delivery>;
  submit(viewId: string, options?: SubmitOptions): Promise<Delivery>;
  close(viewId: string): Promise<Delivery | undefined>;
  openHome(user?: string, options?: DeliveryOptions & { readonly team?: string }): Promise<Delivery>;
  event(event: Fields, options?: DeliveryOptions & { readonly team?: string }): Promise<Delivery>;

  /** What the channel shows now, oldest first; without a channel: all of them. */
  messages(channel?: string): readonly SlackMessage[];
  ephemerals(user?: string): readonly SlackEphemeral[];
  /** The modal that a person sees, and what lies below it: root first. */
  modals(user: string): readonly SlackView[];
  home(user: string): SlackView | undefined;
  /** What the app has uploaded, or begun to. */
  files(): readonly SlackFile[];
  /** Every call of the app, refused ones too, in order. */
  calls(): readonly SlackCall[];
  /** Told at each change. Returns how to stop. */
  watch(listener: (change: SlackChange) => void): () => void;

  /** Strikes `times` times; default: until it is removed. Returns an id for {@link clearFaults}. */
  fault(fault: SlackFault, times?: number): number;
  clearFaults(id?: number): void;
  /** Nobody listens any more: connections are refused, open ones reset. */
  refuseConnections(): Promise<void>;
  acceptConnections(): Promise<void>;
  /** The app was removed, or its token given back. */
  revokeToken(): void;
  /** Changes fields of a channel, a person or a group. */
  patch(kind: "channels" | "users" | "groups", id: string, change: Fields): void;
  /** What the bot's token may do from now on. */
  setScopes(scopes: readonly string[]): void;
  /** Rate limits on or off. */
  setRateLimits(enabled: boolean): void;
  /** Moves the workspace's clock on, for triggers, response_urls and rate limits. */
  advance(ms: number): void;
}
