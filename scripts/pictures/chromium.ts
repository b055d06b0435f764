import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

export const INSTALL =
  "apt-get update && apt-get install -y --no-install-recommends chromium fonts-lato fonts-noto-color-emoji";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const START_MS = 60_000;
const CALL_MS = 60_000;

/** One page of a browser that nobody sees, spoken to over the DevTools protocol (https://chromedevtools.github.io/devtools-protocol). */
export interface Page extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** Evaluates an expression in the page. */
  read(expression: string): Promise<unknown>;
  /** PNG of a part of the page, in CSS pixels. */
  picture(clip: Clip): Promise<Buffer>;
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 1 when left out. */
  readonly scale?: number;
}

/** Starts Chromium with a fresh profile. Throws with the command to install it when there is none. */
export async function openPage(): Promise<Page> {
  const browser = BROWSERS.find((path) => existsSync(path));
  if (browser === undefined) throw new Error(`no Chromium found. On Debian: ${INSTALL}`);
  const profile = mkdtempSync(join(tmpdir(), "pictures-"));
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
  ];
  const child = spawn(
    browser,
    [
      ...flags,
      `--user-data-dir=${profile}`,
      "--remote-debugging-port=0",
      "--window-size=800,600",
      "about:blank",
    ],
    { stdio: "ignore" },
  );
  const close = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill("SIGKILL")) await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const port = await portOf(profile);
    const list: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const targets = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() })).parse(list);
    const target = targets.find(({ type }) => type === "page");
    if (target === undefined) throw new Error("Chromium has no page");
    const call = await connect(target.webSocketDebuggerUrl);
    return { ...pageOf(call), [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

type Call = (method: string, params?: object) => Promise<Record<string, unknown>>;

const pageOf = (call: Call): Omit<Page, typeof Symbol.asyncDispose> => ({
  open: async (url) => {
    await call("Page.navigate", { url });
    const ready = "document.readyState === 'complete' && document.fonts.ready.then(() => location.href)";
    for (const until = performance.now() + CALL_MS; performance.now() < until; await pause(50)) {
      const { result } = await call("Runtime.evaluate", { expression: ready, awaitPromise: true });
      if (valueIn(result) === url) return;
    }
    throw new Error(`${url} was not there after ${CALL_MS} ms`);
  },
  read: async (expression) =>
    valueIn((await call("Runtime.evaluate", { expression, returnByValue: true })).result),
  picture: async (clip) => {
    const { data } = await call("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      clip: { scale: 1, ...clip },
    });
    return Buffer.from(String(data), "base64");
  },
});

const valueIn = (result: unknown): unknown =>
  typeof result === "object" && result !== null && "value" in result ? result.value : undefined;

/** Chromium writes the port that it got into its profile. */
async function portOf(profile: string): Promise<string> {
  const file = join(profile, "DevToolsActivePort");
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(50)) {
    const [port] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    if (port) return port;
  }
  throw new Error(`Chromium did not start within ${START_MS} ms`);
}

/** Calls and their answers by number. */
async function connect(url: string): Promise<Call> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  const waiting = new Map<number, (answer: { result?: Record<string, unknown>; error?: unknown }) => void>();
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
  });
  let last = 0;
  return (method, params = {}) => {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} took too long`)), CALL_MS);
      waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (result === undefined) reject(new Error(`${method}: ${JSON.stringify(error)}`));
        else resolve(result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
}
