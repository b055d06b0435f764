import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SOCKET_PATH } from "./api/connections.ts";
import type { Names } from "./as-text.ts";
import { Courier } from "./driver/delivery.ts";
import { People } from "./driver/people.ts";
import { type SlackSeed, slackSeed } from "./seed.ts";
import { serve } from "./serve.ts";
import type { SimulatedSlack } from "./simulated-slack.ts";
import { SocketMode } from "./socket-mode.ts";
import { createState, type SlackState } from "./state.ts";

export interface SlackOptions {
  /** Laid over {@link slackSeed}. */
  readonly seed?: Partial<SlackSeed>;
  /** Where the app takes Slack's requests over HTTP; without it they go over its Socket Mode connections. */
  readonly requestUrl?: string;
  /** Default: true. */
  readonly rateLimits?: boolean;
}

/** A simulated Slack on a free port of 127.0.0.1. */
export async function startSlack(options: SlackOptions = {}): Promise<SimulatedSlack> {
  const state = createState({ ...slackSeed(), ...options.seed }, options.rateLimits ?? true);
  const sockets = new SocketMode(state);
  const courier = new Courier(state, sockets, options.requestUrl);
  const server = createServer();
  const port = await listen(server, 0);
  const url = `http://127.0.0.1:${port}`;
  const people = new People(state, courier, () => url);
  const { seed } = state;
  const slack: SimulatedSlack = {
    url,
    apiUrl: `${url}/api/`,
    team: seed.team.id,
    botToken: seed.botToken,
    appToken: seed.appToken,
    signingSecret: seed.signingSecret,
    names: names(state),
    sockets,
    get requestUrl() {
      return courier.requestUrl;
    },
    set requestUrl(target: string | undefined) {
      courier.requestUrl = target;
    },
    command: (text, said) => people.command(text, said),
    signed: (text, said) => people.signed(text, said),
    click: (place, actionId, user, more) => people.click(place, actionId, user, more),
    submit: (viewId, more) => people.submit(viewId, more),
    close: (viewId) => people.close(viewId),
    openHome: (user, more) => people.openHome(user, more),
    event: (event, more) => people.event(event, more),
    ...reads(state),
    ...changes(state),
    refuseConnections: () => stop(server, sockets),
    acceptConnections: async () => void (await listen(server, port)),
    async [Symbol.asyncDispose]() {
      sockets[Symbol.dispose]();
      if (server.listening) await stop(server, sockets);
    },
  };
  server.on("request", (request, response) => {
    serve(state, slack, request, response).catch((error: unknown) => {
      // A fault of the simulation itself: seen by the caller as a 500 that says so.
      if (!response.headersSent) response.writeHead(500).end(`playground: ${String(error)}`);
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith(SOCKET_PATH) === true) sockets.accept(request, socket, head);
    else socket.destroy();
  });
  return slack;
}

function reads(state: SlackState) {
  return {
    messages: (channel?: string) =>
      state.messages.filter((message) => channel === undefined || message.channel === channel),
    ephemerals: (user?: string) =>
      state.ephemerals.filter((message) => user === undefined || message.user === user),
    modals: (user: string) => [...(state.modals.get(user) ?? [])],
    home: (user: string) => state.homes.get(user),
    files: () => [...state.files.values()],
    calls: () => [...state.calls],
    watch: (listener: Parameters<SimulatedSlack["watch"]>[0]) => {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}

function changes(state: SlackState) {
  return {
    fault: (...fault: Parameters<SimulatedSlack["fault"]>) => state.faults.add(...fault),
    clearFaults: (id?: number) => state.faults.remove(id),
    revokeToken: () => {
      state.tokenRevoked = true;
    },
    patch: (...[kind, id, change]: Parameters<SimulatedSlack["patch"]>) => {
      const row = state[kind].get(id);
      if (row === undefined) throw new Error(`the simulated Slack has no ${id} among its ${kind}`);
      Object.assign(row, change);
    },
    setScopes: (scopes: readonly string[]) => {
      state.scopes = scopes;
    },
    setRateLimits: (enabled: boolean) => {
      state.rates.enabled = enabled;
    },
    advance: (ms: number) => state.advance(ms),
  };
}

const names = (state: SlackState): Names => ({
  user: (id) => state.users.get(id)?.name,
  group: (id) => state.groups.get(id)?.handle,
  channel: (id) => state.channels.get(id)?.name,
});

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      listening();
    });
  });
  return (server.address() as AddressInfo).port; // a string only for pipes
}

async function stop(server: Server, sockets: SocketMode): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  sockets.drop();
  server.closeAllConnections();
  await closed;
}
