import { z } from "zod";

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : []), z.array(item));
const part = <S extends z.ZodRawShape>(shape: S) =>
  z.preprocess(
    (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}),
    z.object(shape),
  );

const present = z.unknown().optional();

/**
 * A manifest as far as it can be read, however much of it is wrong. Parsing it never fails: the checks between sections
 * run on it, so that a slip in one section does not hide those of another.
 */
export const Draft = part({
  approve: z.array(z.unknown()).optional().catch(undefined),
  owners: part({
    operators: list(text),
    approvers: list(text),
    quorum: number,
  }),
  group: part({
    volumes: list(part({ role: text, name: text, id: text, server: text })),
  }),
  servers: list(part({ name: text, ssh: present, local: present })),
  quiesce: part({
    policy: text,
    stages: list(list(part({ kind: text, server: text, roles: list(text), cluster: text, name: text }))),
  }),
  restore: part({ order: list(text) }),
  restoreTest: part({
    checks: list(part({ sql: text, database: text, atLeast: number, atMost: number, equals: present })),
  }),
});
export type Draft = z.infer<typeof Draft>;
