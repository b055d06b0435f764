import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Two benches at once would see each other's freezes. Holds an abstract socket of Linux, which ends with the process
 * however that ends. Throws when another bench has it.
 */
export async function onlyOne(): Promise<AsyncDisposable> {
  const server = createServer().listen("\0freezeframe-bench");
  await once(server, "listening").catch((cause: unknown) => {
    throw new Error("another bench runs on this machine: wait for its end", { cause });
  });
  return server;
}
