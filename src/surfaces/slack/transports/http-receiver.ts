import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type App,
  HTTPModuleFunctions as http,
  isRawBodyError,
  type Logger,
  type Receiver,
  type ReceiverEvent,
} from "@slack/bolt";

const PATH = "/slack/events";
/** Slack's largest payloads are interactions with a whole view: some 250 KB. */
const BODY_LIMIT = 1024 * 1024;
/** Slack gives up after 3 s; a peer that dribbles its request is not Slack. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};

export interface HttpReceiver {
  readonly receiver: Receiver;
  readonly server: Server;
}

/**
 * Bolt's HTTPReceiver, made of the same parts of Bolt, but for requests that nobody takes: they are answered 400 at once.
 * Bolt's own lets them wait 3 s for a 404, answers 500 where it chokes on their shape, and dies of a signed `payload=null`
 * in a rejection that nobody handles (HTTPReceiver.js, handleIncomingEvent, `body.ssl_check`).
 */
export function httpReceiver({
  signingSecret,
  logger,
}: {
  readonly signingSecret: string;
  readonly logger: Logger;
}): HttpReceiver {
  let app: App | undefined;
  const server = createServer(TIMEOUTS, (request, response) => {
    take(request, response, { app, signingSecret, logger }).catch((error: unknown) => {
      logger.error("a request of Slack could not be answered:", error);
      if (!response.headersSent) http.buildNoBodyResponse(response, 500);
    });
  });
  return {
    server,
    receiver: {
      init: (given) => {
        app = given;
      },
      // The transport does.
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
  };
}

interface Given {
  readonly app: App | undefined;
  readonly signingSecret: string;
  readonly logger: Logger;
}

async function take(request: IncomingMessage, response: ServerResponse, given: Given): Promise<void> {
  const { app, signingSecret, logger } = given;
  const refuse = (status: number): void => http.buildNoBodyResponse(response, status);
  if (request.method !== "POST" || pathOf(request) !== PATH) return refuse(404);
  const verified = await http
    .parseAndVerifyHTTPRequest({ signingSecret, bodyLimit: BODY_LIMIT }, request)
    .catch((error: unknown) => (isTooLarge(error) ? 413 : 401));
  if (typeof verified === "number") return refuse(verified);
  const body = readBody(verified);
  if (body === undefined) return refuse(400);
  if (body.ssl_check === "1") return http.buildSSLCheckResponse(response);
  if (body.type === "url_verification") return http.buildUrlVerificationResponse(response, body);
  let answered = false;
  const event = {
    body,
    ack: async (answer?: unknown) => {
      if (answered) throw new Error("a request of Slack is answered once");
      answered = true;
      http.buildContentResponse(response, answer);
    },
    ...retriesOf(request),
  };
  await app?.processEvent(event).catch((error: unknown) => {
    logger.warn("a request of Slack that Bolt cannot read:", error);
  });
  // Every listener is done by now: nobody else is going to answer.
  if (!answered) refuse(400);
}

/** Of an event that Slack sends again. */
function retriesOf(request: IncomingMessage): Pick<ReceiverEvent, "retryNum" | "retryReason"> {
  const num = http.extractRetryNumFromHTTPRequest(request);
  const reason = http.extractRetryReasonFromHTTPRequest(request);
  return {
    ...(num === undefined ? {} : { retryNum: num }),
    ...(reason === undefined ? {} : { retryReason: reason }),
  };
}

/** Undefined for what is no JSON object: none of Slack's requests. */
function readBody(request: Parameters<typeof http.parseHTTPRequestBody>[0]): Fields | undefined {
  try {
    const body: unknown = http.parseHTTPRequestBody(request);
    return isFields(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const pathOf = ({ url = "" }: IncomingMessage): string => url.split("?", 1)[0] ?? "";

const isTooLarge = (error: unknown): boolean =>
  isRawBodyError(error) && (error.type === "entity.too.large" || error.statusCode === 413);
