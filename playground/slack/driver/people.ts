import { ApiError } from "../api/api-error.ts";
import { pushOnto, replaceView, validView } from "../api/views.ts";
import { respond } from "../response-url.ts";
import { newId, type SlackState } from "../state.ts";
import type { Fields, SlackView } from "../types.ts";
import { type Courier, type Delivery, type DeliveryOptions, encode, type Parcel } from "./delivery.ts";
import { actionOf, type Filled, valuesOf } from "./elements.ts";
import {
  actionPayload,
  type Clicked,
  commandPayload,
  eventPayload,
  newTrigger,
  viewPayload,
} from "./payloads.ts";
import { signedHeaders } from "./signature.ts";

export interface CommandOptions extends DeliveryOptions {
  /** Default: U0PLAYGROUND, an operator. */
  readonly user?: string;
  /** Default: C0STORAGE. */
  readonly channel?: string;
  /** Default: `/ff`. */
  readonly command?: string;
  /** Another workspace than the app's. */
  readonly team?: string;
  /** The trigger of an earlier delivery: the same command again. */
  readonly triggerId?: string;
}

export interface ClickOptions extends DeliveryOptions {
  readonly team?: string;
  /** Which of several buttons of this name; the option of a select. */
  readonly value?: string;
}

export interface SubmitOptions extends DeliveryOptions {
  readonly values?: Filled;
  readonly team?: string;
}

/** A message, an ephemeral or a view by its id. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly id: string };

/** What people do in Slack. */
export class People {
  readonly #state: SlackState;
  readonly #courier: Courier;
  readonly #origin: () => string;

  constructor(state: SlackState, courier: Courier, origin: () => string) {
    this.#state = state;
    this.#courier = courier;
    this.#origin = origin;
  }

  /** `/ff TEXT`; what the app answers to the request itself is shown to the person. */
  async command(text: string, options: CommandOptions = {}): Promise<Delivery> {
    const { parcel, where } = this.#command(text, options);
    const delivery = await this.#courier.deliver(parcel, options);
    this.#show(delivery, where);
    if (delivery.again !== undefined) this.#show(delivery.again, where);
    return delivery;
  }

  #command(text: string, options: CommandOptions) {
    const { user = "U0PLAYGROUND", channel = "C0STORAGE", command = "/ff", team } = options;
    const triggerId = options.triggerId ?? newTrigger(this.#state, user);
    const said = { actor: { user, team }, channel, command, text };
    const payload = commandPayload(this.#state, this.#origin(), said, triggerId);
    const parcel: Parcel = { kind: "slash_commands", payload, triggerId };
    return { parcel, where: { channel, user, triggerId } };
  }

  /** What Slack would send for the command, for somebody else to send. */
  signed(text: string, options: CommandOptions = {}) {
    const { parcel } = this.#command(text, options);
    const { type, body } = encode(parcel);
    const signed = signedHeaders(this.#state.seed.signingSecret, body, options.signing ?? "true");
    return { headers: { "content-type": type, ...signed }, body };
  }

  /** @throws Error when there is nothing of that name to click */
  async click(
    place: Place,
    actionId: string,
    user = "U0PLAYGROUND",
    options: ClickOptions = {},
  ): Promise<Delivery> {
    const clicked = this.#find(place);
    const blocks = clicked.in === "view" ? (clicked.view.view.blocks as Fields[]) : clicked.message.blocks;
    const action = actionOf(blocks, actionId, options.value);
    const triggerId = newTrigger(this.#state, user, clicked.in === "view" ? clicked.view.id : undefined);
    const actor = { user, team: options.team };
    const payload = actionPayload(this.#state, this.#origin(), clicked, action, actor, triggerId);
    return this.#courier.deliver({ kind: "interactive", payload, triggerId }, options);
  }

  /** Sends a modal's form; what the app answers happens to the modal. @throws Error when something needed is not filled in */
  async submit(viewId: string, options: SubmitOptions = {}): Promise<Delivery> {
    const view = this.#view(viewId);
    const values = valuesOf(view.view.blocks as Fields[], options.values ?? {});
    const triggerId = newTrigger(this.#state, view.user, view.id);
    const actor = { user: view.user, team: options.team };
    const payload = viewPayload(this.#state, "view_submission", view, values, actor, triggerId);
    const delivery = await this.#courier.deliver({ kind: "interactive", payload, triggerId }, options);
    if (delivery.error === undefined) this.#afterSubmit(view, delivery.body);
    return delivery;
  }

  /** Closes a modal with its X; the app hears of it only where it asked to. */
  async close(viewId: string): Promise<Delivery | undefined> {
    const view = this.#view(viewId);
    this.#pop(view, view.view.clear_on_close === true);
    if (view.view.notify_on_close !== true) return undefined;
    const triggerId = newTrigger(this.#state, view.user, view.id);
    const actor = { user: view.user, team: undefined };
    const payload = viewPayload(this.#state, "view_closed", view, {}, actor, triggerId);
    return this.#courier.deliver({ kind: "interactive", payload, triggerId });
  }

  /** Looks at the app's Home tab. */
  openHome(
    user = "U0PLAYGROUND",
    options: DeliveryOptions & { readonly team?: string } = {},
  ): Promise<Delivery> {
    const view = this.#state.homes.get(user);
    const shown = view === undefined ? {} : { view: { id: view.id, hash: view.hash } };
    const event = { type: "app_home_opened", user, channel: newId("D"), tab: "home", ...shown };
    return this.event(event, options);
  }

  /** Any event of the Events API. It is sent once more when it was not taken: docs.slack.dev/apis/events-api, "Retries". */
  async event(event: Fields, options: DeliveryOptions & { readonly team?: string } = {}): Promise<Delivery> {
    const payload = eventPayload(this.#state, event, options.team);
    const parcel = { kind: "events_api" as const, payload, triggerId: "" };
    const first = await this.#courier.deliver(parcel, options);
    if (first.error === undefined || first.status === 401) return first;
    return { ...first, again: await this.#courier.deliver(parcel, options) };
  }

  /** docs.slack.dev/interactivity/implementing-slash-commands, "Responding with an immediate message" */
  #show(
    delivery: Delivery,
    where: { readonly channel: string; readonly user: string; readonly triggerId: string },
  ): void {
    const { body, error } = delivery;
    if (error !== undefined || body === undefined || body === "") return;
    const answer = typeof body === "object" && body !== null ? body : { text: String(body) };
    const url = { ...where, expiresAt: 0, original: undefined, uses: 0 };
    try {
      respond(this.#state, url, answer, "ack");
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal;
      throw new Error(
        `the app's answer would not be shown: ${refusal.code} ${JSON.stringify(refusal.details)}`,
      );
    }
  }

  /** docs.slack.dev/surfaces/modals, "Updating and pushing views via response_action" */
  #afterSubmit(view: SlackView, body: unknown): void {
    const answer = typeof body === "object" && body !== null ? (body as Fields) : {};
    switch (answer.response_action) {
      case "errors":
        return;
      case "clear":
        this.#state.modals.delete(view.user);
        return;
      case "update":
        replaceView(this.#state, view, validView(answer.view));
        return;
      case "push":
        pushOnto(this.#state, view.user, validView(answer.view));
        return;
      default:
        this.#pop(view, false);
    }
  }

  #pop(view: SlackView, all: boolean): void {
    const stack = this.#state.modals.get(view.user) ?? [];
    const left = all
      ? []
      : stack.slice(
          0,
          stack.findIndex(({ id }) => id === view.id),
        );
    this.#state.modals.set(view.user, left);
  }

  #view(id: string): SlackView {
    const found = [...this.#state.modals.values()].flat().find((view) => view.id === id);
    if (found === undefined) throw new Error(`no modal ${id} is open`);
    return found;
  }

  #find(place: Place): Clicked {
    const { messages, ephemerals, modals, homes } = this.#state;
    if ("ts" in place) {
      const same = (one: { readonly channel: string; readonly ts: string }) =>
        one.channel === place.channel && one.ts === place.ts;
      const message = messages.find(same);
      if (message !== undefined) return { in: "message", message };
      const ephemeral = ephemerals.find(same);
      if (ephemeral !== undefined) return { in: "ephemeral", message: ephemeral };
      throw new Error(`there is no message ${place.ts} in ${place.channel}`);
    }
    const view = [...[...modals.values()].flat(), ...homes.values()].find(({ id }) => id === place.id);
    if (view === undefined) throw new Error(`there is no view ${place.id}`);
    return { in: "view", view };
  }
}
