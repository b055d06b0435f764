import { DomainError } from "../errors.ts";

/** What one field of a cron expression may hold. */
export interface FieldForm {
  /** In words: `day of month`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Three letters each; the first one stands for `from`. */
  readonly names?: readonly string[];
}

/** All values that a field's text names, ascending. Throws `invalid-input` with what is wrong with it. */
export function readField(text: string, form: FieldForm): readonly number[] {
  const values = new Set(text.split(",").flatMap((part) => readPart(part, form)));
  return [...values].sort((a, b) => a - b);
}

/** Throws `invalid-input`. */
export function refuseCron(why: string): never {
  throw new DomainError("invalid-input", `expected a cron expression: ${why}`);
}

function readPart(part: string, form: FieldForm): number[] {
  const { name, from, to } = form;
  const match = /^(\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d{1,2}))?$/i.exec(part);
  const wrong = `${name} takes ${from} to ${to}, ranges, lists and */STEP, not "${part}"`;
  if (match === null) refuseCron(wrong);
  const [, , low, high, step] = match;
  const all = low === undefined;
  // A step from a number on (5/15) means different things to different crons.
  if (step !== undefined && !all && high === undefined)
    refuseCron(`${name} takes a step after * or a range, not "${part}"; write ${low}-${to}/${step}`);
  const first = all ? from : numberOf(low, form);
  const last = all ? to : high === undefined ? first : numberOf(high, form);
  if (first === undefined || last === undefined) refuseCron(wrong);
  if (first > last) refuseCron(`${name} takes ranges that ascend, not "${part}"`);
  const by = step === undefined ? 1 : Number(step);
  if (by < 1 || by > to - from + 1)
    refuseCron(`${name} takes steps from 1 to ${to - from + 1}, not "${part}"`);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function numberOf(text: string, { from, to, names = [] }: FieldForm): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return from + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
