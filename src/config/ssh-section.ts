import { z } from "zod";
import { Duration } from "#domain/duration.ts";

export type PathSchema = z.ZodType<string, string>;

/** How servers are reached: one key, and the host keys of all of them. */
export const sshSection = (path: PathSchema) =>
  z.strictObject({
    identityFile: path.describe("Private key: it may start the kit and nothing else"),
    knownHostsFile: path.describe("Host keys of all servers: one that is not in it is refused"),
    connectTimeout: Duration.refine((ms) => ms >= 1_000 && ms <= 60_000, {
      error: "expected a duration from 1s to 60s",
    })
      .prefault("10s")
      .describe("Longest wait for a server's SSH"),
  });
