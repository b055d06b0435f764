import { z } from "zod";
import { CloudName, Name, Role } from "./name.ts";

const networks = z
  .union([z.literal("none"), z.array(CloudName).min(1)], {
    error: "expected none or a list of network names",
  })
  .default("none")
  .describe("none, or isolated networks that config.yml allows");

/** A server that is booted to read restored volumes. */
const Boot = z.strictObject({
  flavor: CloudName.describe("Flavor of the server, name or id"),
  image: CloudName.optional().describe(
    "Image that it boots from, name or id; without it, the restored root volume of the group is booted",
  ),
  networks,
});

/** How a restore is put together. */
export const RestorePlan = z.strictObject({
  order: z
    .array(Role)
    .optional()
    .describe("Order in which restored volumes are attached; default: as in group.volumes"),
  recoveryServer: CloudName.optional().describe("Server that restored volumes are attached to"),
  boot: Boot.optional().describe("A server that is booted to read restored volumes, and goes away with them"),
});
export type RestorePlan = z.infer<typeof RestorePlan>;

const Target = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("boot").describe("Boot a fresh server for the test"),
    flavor: CloudName,
    image: CloudName,
    networks,
  }),
  z.strictObject({
    kind: z.literal("server").describe("Use a server that stands ready"),
    name: CloudName,
  }),
]);

/** A query and what it may answer; without one, the database is looked at as a whole. */
const query = {
  sql: z
    .string()
    .min(1, "expected a query")
    .optional()
    .describe("A query that returns one row with one value; without a bound any value but false passes"),
  database: z
    .string()
    .min(1, "expected the name of a database")
    .optional()
    .describe("Where the query is asked; default: the only database beside the server's own"),
  atLeast: z.number().optional().describe("The least that the query may answer"),
  atMost: z.number().optional().describe("The most that the query may answer"),
  equals: z
    .union([z.number(), z.string()], { error: "expected a number or a text" })
    .optional()
    .describe("What the query has to answer"),
};

const Check = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("filesystem").describe("Every file system is checked and mounts") }),
  z.strictObject({
    kind: z.literal("postgresql").describe("The cluster starts, recovers and answers"),
    ...query,
  }),
  z.strictObject({
    kind: z.literal("mariadb").describe("The server starts, recovers, passes mariadb-check and answers"),
    ...query,
  }),
  z.strictObject({
    kind: z.literal("freshness").describe("How old the newest data is: what the data RPO is read from"),
    sql: z
      .string({ error: "expected a query that returns a time" })
      .min(1, "expected a query")
      .describe(
        "A query that returns one row with the time of the newest data: a timestamptz, or an epoch in seconds or milliseconds (of MariaDB: unix_timestamp(…))",
      ),
    database: z
      .string()
      .min(1, "expected the name of a database")
      .optional()
      .describe("Where the query is asked; default: the only database beside the server's own"),
  }),
  z.strictObject({
    kind: z.literal("hook").describe("Run a root-owned file of the recovery guest"),
    name: Name,
    readsData: z
      .boolean()
      .optional()
      .describe("It reads the application's own data and fails where that is wrong; default: false"),
  }),
]);

/** What a restore test restores, where, and what it asserts. */
export const RestoreTest = z.strictObject({
  pick: z
    .enum(["latest", "random", "never-tested", "oldest-kept"])
    .default("latest")
    .describe("Which recovery point is tested"),
  target: Target,
  checks: z
    .array(Check)
    .min(1, "expected at least one check")
    .default([{ kind: "filesystem" }]),
});
export type RestoreTest = z.infer<typeof RestoreTest>;
