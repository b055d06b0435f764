import { z } from "zod";
import { Name, Role } from "./name.ts";

/** How one part of an application is brought to rest. The names are all that goes over the wire. */
export const Recipe = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fsfreeze").describe("Freeze the file systems of these roles"),
    server: Name.describe("An entry of servers"),
    roles: z.array(Role).min(1, "expected at least one role").describe("Roles of this server's volumes"),
  }),
  z.strictObject({
    kind: z
      .literal("postgresql")
      .describe("Checkpoint, then freeze every mount that the server itself reports"),
    server: Name.describe("An entry of servers"),
    cluster: Name.default("main").describe("Debian's cluster name"),
  }),
  z.strictObject({
    kind: z
      .literal("mariadb")
      .describe("Hold BACKUP STAGE in one session, then freeze every mount that the server itself reports"),
    server: Name.describe("An entry of servers"),
    name: Name.default("main").describe("A file in the guest's /etc/freezeframe/mariadb"),
  }),
  z.strictObject({
    kind: z.literal("hook").describe("Run a root-owned file of the guest"),
    server: Name.describe("An entry of servers"),
    name: Name.describe("A file in the guest's /etc/freezeframe/hooks.d, never a command line"),
  }),
]);
export type Recipe = z.infer<typeof Recipe>;
