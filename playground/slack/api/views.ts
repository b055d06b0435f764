import { randomBytes } from "node:crypto";
import { checkView } from "../block-kit/check.ts";
import { announce, newId, type SlackState } from "../state.ts";
import type { Fields, SlackView } from "../types.ts";
import { ApiError, invalid, missing } from "./api-error.ts";
import type { Args } from "./args.ts";
import { withIds } from "./content.ts";
import type { Method } from "./method.ts";

/** A modal may have two more on top of it. docs.slack.dev/surfaces/modals */
const MOST_MODALS = 3;

/** docs.slack.dev/reference/methods/views.open */
export const open: Method = {
  token: "bot",
  scopes: [],
  tier: "4",
  handle: ({ state, args }) => {
    const view = givenView(args, "modal");
    const { user } = useTrigger(state, args);
    const made = newView(state, { user, view, under: undefined });
    state.modals.set(user, [made]);
    return shown(state, made);
  },
};

/** docs.slack.dev/reference/methods/views.push */
export const push: Method = {
  token: "bot",
  scopes: [],
  tier: "4",
  handle: ({ state, args }) => {
    const view = givenView(args, "modal");
    const { user } = useTrigger(state, args);
    return shown(state, pushOnto(state, user, view));
  },
};

/** docs.slack.dev/reference/methods/views.update */
export const update: Method = {
  token: "bot",
  scopes: [],
  tier: "4",
  handle: ({ state, args }) => {
    const wanted = args.text("view_id");
    const external = args.text("external_id");
    if (wanted === undefined && external === undefined) throw missing("view_id");
    const view = givenView(args, undefined);
    const before = allViews(state).find(
      ({ id, view: fields }) => id === wanted || (external !== undefined && fields.external_id === external),
    );
    if (before === undefined) throw new ApiError("not_found");
    checkHash(args, before);
    return shown(state, replaceView(state, before, view));
  },
};

/** docs.slack.dev/reference/methods/views.publish */
export const publish: Method = {
  token: "bot",
  scopes: [],
  tier: "4",
  handle: ({ state, args }) => {
    const user = args.needed("user_id");
    if (!state.users.has(user)) throw invalid("invalid_arguments", ["invalid `user_id`"]);
    const view = givenView(args, "home");
    const before = state.homes.get(user);
    if (before !== undefined) checkHash(args, before);
    const made = newView(state, { user, view, under: undefined, id: before?.id });
    state.homes.set(user, made);
    return shown(state, made, "home");
  },
};

/** @throws ApiError push_limit_reached */
export function pushOnto(state: SlackState, user: string, view: Fields): SlackView {
  const stack = state.modals.get(user) ?? [];
  if (stack.length >= MOST_MODALS) throw new ApiError("push_limit_reached");
  const made = newView(state, { user, view, under: stack.at(-1) });
  state.modals.set(user, [...stack, made]);
  return made;
}

export function replaceView(state: SlackState, before: SlackView, view: Fields): SlackView {
  const after = { ...before, view: named(view), hash: newHash(state), at: state.now() };
  if (before.type === "home") state.homes.set(before.user, after);
  else {
    const stack = state.modals.get(before.user) ?? [];
    state.modals.set(
      before.user,
      stack.map((one) => (one.id === before.id ? after : one)),
    );
  }
  announce(state, { what: before.type, at: after.at, view: after });
  return after;
}

/** @throws ApiError invalid_arguments, view_too_large */
export function validView(view: unknown): Fields {
  // 250 kB. docs.slack.dev/reference/methods/views.open
  if (Buffer.byteLength(JSON.stringify(view)) > 250_000) throw new ApiError("view_too_large");
  const breaches = checkView(view);
  if (breaches.length > 0) throw invalid("invalid_arguments", breaches);
  return view as Fields; // checked just now
}

/** A view as answers and payloads show it. */
export function viewOnTheWire(state: SlackState, { id, hash, rootId, previousId, view }: SlackView): Fields {
  const { app, team } = state.seed;
  return {
    id,
    team_id: team.id,
    state: { values: {} },
    hash,
    private_metadata: "",
    callback_id: "",
    external_id: "",
    title: null,
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    previous_view_id: previousId ?? null,
    root_view_id: rootId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
    ...view,
  };
}

const allViews = (state: SlackState): readonly SlackView[] => [
  ...[...state.modals.values()].flat(),
  ...state.homes.values(),
];

function givenView(args: Args, type: "modal" | "home" | undefined): Fields {
  const view = args.structured("view");
  if (view === undefined) throw missing("view");
  const valid = validView(view);
  if (type !== undefined && valid.type !== type)
    throw invalid("invalid_arguments", [`view must be of type ${type} [json-pointer:/view/type]`]);
  return valid;
}

/** Three seconds, once. docs.slack.dev/interactivity/handling-user-interaction, "trigger_id" */
function useTrigger(state: SlackState, args: Args) {
  const trigger = state.triggers.get(args.needed("trigger_id"));
  if (trigger === undefined) throw new ApiError("invalid_trigger_id");
  if (trigger.used) throw new ApiError("exchanged_trigger_id");
  if (state.now() > trigger.expiresAt) throw new ApiError("expired_trigger_id");
  trigger.used = true;
  return trigger;
}

function checkHash(args: Args, view: SlackView): void {
  const hash = args.text("hash");
  if (hash !== undefined && hash !== view.hash) throw new ApiError("hash_conflict");
}

interface NewView {
  readonly user: string;
  readonly view: Fields;
  readonly under: SlackView | undefined;
  readonly id?: string | undefined;
}

function newView(state: SlackState, { user, view, under, id = newId("V") }: NewView): SlackView {
  return {
    id,
    type: view.type === "home" ? "home" : "modal",
    user,
    hash: newHash(state),
    view: named(view),
    rootId: under?.rootId ?? id,
    previousId: under?.id,
    at: state.now(),
  };
}

const named = (view: Fields): Fields => ({ ...view, blocks: withIds(view.blocks as Fields[]) }); // checked as a view

const newHash = (state: SlackState): string =>
  `${Math.floor(state.now() / 1_000)}.${randomBytes(4).toString("hex")}`;

function shown(state: SlackState, view: SlackView, what: "modal" | "home" = view.type): Fields {
  announce(state, { what, at: view.at, view });
  return { view: viewOnTheWire(state, view) };
}
