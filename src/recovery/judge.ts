import type { CheckVerdict, RecoveryCheck } from "#workflows/recovery-port.ts";

type SqlCheck = Extract<RecoveryCheck, { kind: "postgresql-sql" }>;

const decimal = /^-?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i;

/** What the one value of a query says about its bounds. The value is another's text: a number is taken from nothing else. */
export function judge(check: SqlCheck, value: string): CheckVerdict {
  const problem = problemOf(check, value);
  return {
    passed: problem === undefined,
    text: problem ?? `the query answers ${shown(value)}`,
    value,
  };
}

function problemOf({ atLeast, atMost, equals }: SqlCheck, value: string): string | undefined {
  if (typeof equals === "string") {
    if (value !== equals) return `the query answers ${shown(value)}, expected ${shown(equals)}`;
  }
  const wanted = typeof equals === "number" ? equals : undefined;
  if (atLeast === undefined && atMost === undefined && wanted === undefined) {
    return equals === undefined && value === "false" ? "the query answers false" : undefined;
  }
  if (!decimal.test(value)) return `the query answers ${shown(value)}, a number is expected`;
  const number = Number(value);
  if (atLeast !== undefined && !(number >= atLeast))
    return `the query answers ${value}, expected at least ${atLeast}`;
  if (atMost !== undefined && !(number <= atMost))
    return `the query answers ${value}, expected at most ${atMost}`;
  if (wanted !== undefined && number !== wanted) return `the query answers ${value}, expected ${wanted}`;
  return undefined;
}

const shown = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
