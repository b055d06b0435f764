import { z } from "zod";
import { Statement } from "./statement.ts";

/**
 * In whose terminal: `admin` has an administrator's credential of the cloud, `project` the project's, `operator` is where
 * freezeframe is, `guest NAME` is a root shell in that server.
 */
const Who = z.string().regex(/^(admin|project|operator|guest \S+)$/);

/** Shell lines for the clients that the design names. Lines of one terminal follow one another in one shell. */
export const ShellBlock = z.object({ kind: z.literal("shell"), who: Who, lines: z.array(z.string()).min(1) });

/** The same without a client: one request, what it answers, and what of the answer later ones need. */
export const HttpBlock = z.object({
  kind: z.literal("http"),
  who: Who,
  service: z.enum(["volume", "compute"]),
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  /** After the project's URL; `$NAME` stands for what an earlier answer has given. */
  path: z.string(),
  body: z.json().optional(),
  /** The status of its answer. */
  expect: z.number(),
  /** `NAME` → where it stands in the answer, such as `group.id`. */
  keep: z.record(z.string(), z.string()),
  /** Ask it again, at most three minutes, until that stands there or it answers with that status; an error ends it. */
  until: z
    .union([z.object({ path: z.string(), is: z.string() }), z.object({ status: z.number() })])
    .optional(),
});
export type HttpBlock = z.infer<typeof HttpBlock>;

/** One thing to do: why, how with the clients, how with plain REST. */
export const Step = z.object({
  /** Stable word for scripts: `group-create`. */
  id: z.string(),
  title: z.string(),
  about: z.array(Statement),
  shell: z.array(ShellBlock),
  http: z.array(HttpBlock),
});
export type Step = z.infer<typeof Step>;

export const shell = (who: string, ...lines: readonly string[]): z.infer<typeof ShellBlock> => ({
  kind: "shell",
  who,
  lines: [...lines],
});

type Request = Pick<HttpBlock, "who" | "method" | "path" | "expect"> &
  Partial<Pick<HttpBlock, "service" | "body" | "keep" | "until">>;

export const http = (request: Request): HttpBlock => ({
  kind: "http",
  service: "volume",
  keep: {},
  ...request,
});
