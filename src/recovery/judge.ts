import { boundsText } from "#domain/restore/check.ts";
import type { CheckVerdict, RecoveryCheck } from "#workflows/recovery-port.ts";

type SqlCheck = Extract<RecoveryCheck, { kind: "sql" }>;

const decimal = /^-?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i;

/** What the one value of a query says about its bounds. The value is another's text: a number is taken from nothing else. */
export function judge(check: SqlCheck, value: string): CheckVerdict {
  const bounds = boundsText(check);
  const expected = bounds === "" ? "" : `, expected ${bounds}`;
  const strange = needsNumber(check) && !decimal.test(value) ? " (a number is expected)" : "";
  return {
    passed: fits(check, value),
    text: `the query answers ${strange === "" && needsNumber(check) ? value : shown(value)}${strange}${expected}`,
    value,
  };
}

const needsNumber = ({ atLeast, atMost, equals }: SqlCheck): boolean =>
  atLeast !== undefined || atMost !== undefined || typeof equals === "number";

function fits(check: SqlCheck, value: string): boolean {
  const { atLeast, atMost, equals } = check;
  if (!needsNumber(check)) return equals === undefined ? value !== "false" : value === equals;
  if (!decimal.test(value)) return false;
  const number = Number(value);
  return (
    (atLeast === undefined || number >= atLeast) &&
    (atMost === undefined || number <= atMost) &&
    (typeof equals !== "number" || number === equals) &&
    (typeof equals !== "string" || value === equals)
  );
}

const shown = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
