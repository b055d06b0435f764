import { z } from "zod";
import { Grade } from "../label.ts";
import { BackEnd } from "./back-end.ts";
import { Source } from "./source.ts";
import { Statement } from "./statement.ts";
import { Step } from "./step.ts";

/** What a section is made of, in reading order. */
export const Part = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("heading"), text: z.string() }),
  z.object({ kind: z.literal("paragraph"), statements: z.array(Statement) }),
  z.object({ kind: z.literal("list"), statements: z.array(Statement) }),
  z.object({
    kind: z.literal("table"),
    columns: z.array(z.object({ key: z.string(), title: z.string() })),
    rows: z.array(z.object({ cells: z.record(z.string(), z.string()), from: z.array(Source).min(1) })),
  }),
  z.object({ kind: z.literal("step"), step: Step }),
]);
export type Part = z.infer<typeof Part>;

export const Section = z.object({
  key: z.enum(["a", "b", "c", "d", "e"]),
  title: z.string(),
  parts: z.array(Part),
});
export type Section = z.infer<typeof Section>;

/** A label that the application can reach, and what keeps it from a better one. */
export const Reachable = z.object({
  grade: Grade.optional(),
  text: z.string(),
  lacks: z.array(z.string()),
});
export type Reachable = z.infer<typeof Reachable>;

/** A storage engineer's five documents for one application on its own cloud. */
export const Design = z.object({
  version: z.literal(1),
  instance: z.string(),
  application: z.string(),
  cloud: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Entries of clouds.yaml whose credentials have read the cloud. */
  as: z.object({ project: z.string(), reader: z.string() }),
  /** The first paragraph: which back ends fall back silently, and what this application can reach. */
  opening: z.array(Statement),
  backEnds: z.array(BackEnd),
  reach: z.object({ frozen: Reachable, unfrozen: Reachable }),
  sections: z.array(Section),
});
export type Design = z.infer<typeof Design>;

export const heading = (text: string): Part => ({ kind: "heading", text });
export const paragraph = (...statements: readonly Statement[]): Part => ({
  kind: "paragraph",
  statements: [...statements],
});
export const list = (statements: readonly Statement[]): Part => ({
  kind: "list",
  statements: [...statements],
});

/** A table whose cells are named by their column. */
export function table<Key extends string>(
  titles: Readonly<Record<Key, string>>,
  rows: readonly { readonly cells: Readonly<Record<Key, string>>; readonly from: readonly Source[] }[],
): Part {
  return {
    kind: "table",
    columns: Object.entries<string>(titles).map(([key, title]) => ({ key, title })),
    rows: rows.map(({ cells, from }) => ({ cells: { ...cells }, from: [...from] })),
  };
}
