import { z } from "zod";

export interface ListenDefaults {
  readonly host: string;
  readonly port: number;
}

/** Where a server of ours listens. */
export const listen = (defaults: ListenDefaults) =>
  z
    .strictObject({
      host: z
        .string()
        .min(1, "expected an address")
        .default(defaults.host)
        .describe("Address of this machine"),
      port: z
        .int({ error: "expected a port number" })
        .min(1, "expected a port from 1 to 65535")
        .max(65_535, "expected a port from 1 to 65535")
        .default(defaults.port)
        .describe("TCP port"),
    })
    .prefault({});
