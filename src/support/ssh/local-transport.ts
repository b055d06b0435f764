import { connect } from "node:net";
import { DomainError } from "#domain/errors.ts";
import { channelOver, type LineChannel } from "./line-channel.ts";

/** Connects to a kit that listens on this machine's loopback: the playground's guests. Errors: `unreachable`. */
export async function openLocalChannel(port: number, signal: AbortSignal): Promise<LineChannel> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const closed = Promise.withResolvers<string>();
  let problem = "the connection was closed";
  socket.on("error", (error) => {
    problem = error.message;
  });
  socket.on("close", () => closed.resolve(problem));
  const connected = Promise.withResolvers<void>();
  socket.once("connect", connected.resolve);
  const abort = () => socket.destroy();
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([connected.promise, closed.promise.then((why) => Promise.reject(new Error(why)))]);
    signal.throwIfAborted();
  } catch (cause) {
    socket.destroy();
    throw new DomainError("unreachable", `no guest answers on 127.0.0.1:${port}: ${problem}`, {
      next: "Check that the playground runs and that the port in the manifest is the one it printed.",
      cause,
    });
  } finally {
    signal.removeEventListener("abort", abort);
  }
  return channelOver({ input: socket, output: socket, closed: closed.promise, kill: () => socket.destroy() });
}
