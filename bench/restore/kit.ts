import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * Stands where the recovery server would be, and says when a restore comes to it: that is when its volumes are attached.
 * It reads no disk, so what it is asked after that it refuses, as soon as it may.
 */
export interface Kit extends AsyncDisposable {
  readonly port: number;
  /** Resolves with the time (performance.now) at which this run greets. */
  greeted(runId: string): Promise<number>;
  /** From now on what is asked is refused, and the run ends. */
  refuse(): void;
}

const FACTS = "kit=1.0.0 host=bench kernel=6.1.0 boot=bench postgresql=15 glibc=2.36 silence_ms=60000";

export async function startKit(): Promise<Kit> {
  const greetings = new Map<string, PromiseWithResolvers<number>>();
  const greetingOf = (runId: string) => {
    const known = greetings.get(runId) ?? Promise.withResolvers<number>();
    greetings.set(runId, known);
    return known;
  };
  const waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const say = (line: string) => void (socket.writable && socket.write(`${line}\n`));
    createInterface({ input: socket }).on("line", (line) => {
      const [verb = "", ...args] = line.split(" ");
      const value = (key: string) => args.find((arg) => arg.startsWith(`${key}=`))?.slice(key.length + 1);
      if (verb === "HELLO") {
        greetingOf(value("run") ?? "").resolve(performance.now());
        say(
          `HELLO protocol=1 ${FACTS} nonce=${value("nonce")} at=${Date.now()} wall=${new Date().toISOString()}`,
        );
      } else if (verb === "BEAT") say(line);
      else if (verb === "STOP") say("STOPPED cause=ordered left=0 database=stopped");
      else if (verb === "BYE") socket.end("BYE\n");
      else waiting.push(() => say("ERR code=unknown-volume what=no%20guest%20runs%20here"));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the kit has no port");
  return {
    port: address.port,
    greeted: (runId) => greetingOf(runId).promise,
    refuse: () => {
      for (const answer of waiting.splice(0)) answer();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
