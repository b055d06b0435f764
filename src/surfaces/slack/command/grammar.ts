import { REASON_MAX } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { parseUntil } from "#domain/until.ts";
import type { Command, Verb } from "./command.ts";
import { firstWord, unquoted } from "./words.ts";

/** What follows each verb, and what to type. Read top to bottom, it is the help's order. */
export const grammar: Readonly<Record<Verb, Rule>> = {
  snapshot: {
    usage: "snapshot APP [reason]",
    read: (text) => {
      const { word, rest } = needed(text, "snapshot", "an application");
      return { verb: "snapshot", application: word, ...reasonIn(rest) };
    },
  },
  status: {
    usage: "status [APP]",
    read: (text) => ({ verb: "status", ...(text === "" ? {} : { application: firstWord(text).word }) }),
  },
  points: { usage: "points APP [--prune]", read: readPoints },
  protect: {
    usage: "protect POINT [reason]",
    read: (text) => {
      const { word, rest } = needed(text, "protect", "a recovery point");
      return { verb: "protect", point: word, ...reasonIn(rest) };
    },
  },
  unprotect: {
    usage: "unprotect POINT",
    read: (text) => ({ verb: "unprotect", point: needed(text, "unprotect", "a recovery point").word }),
  },
  evidence: {
    usage: "evidence POINT",
    read: (text) => ({ verb: "evidence", point: needed(text, "evidence", "a recovery point").word }),
  },
  doctor: { usage: "doctor APP", read: (text) => ({ verb: "doctor", application: only(text, "doctor") }) },
  restore: { usage: "restore APP [POINT|latest reason]", read: readRestore },
  test: { usage: "test APP [POINT|latest]", read: readTest },
  restores: { usage: "restores", read: () => ({ verb: "restores" }) },
  discard: {
    usage: "discard RUN",
    read: (text) => ({ verb: "discard", restore: needed(text, "discard", "the run of a restore").word }),
  },
  runs: { usage: "runs", read: () => ({ verb: "runs" }) },
  cancel: {
    usage: "cancel RUN [reason]",
    read: (text) => {
      const { word, rest } = needed(text, "cancel", "a run");
      return { verb: "cancel", run: word, ...reasonIn(rest) };
    },
  },
  thaw: { usage: "thaw APP", read: (text) => ({ verb: "thaw", application: only(text, "thaw") }) },
  pause: { usage: "pause APP until 2h REASON", read: readPause },
  resume: { usage: "resume APP", read: (text) => ({ verb: "resume", application: only(text, "resume") }) },
  incidents: { usage: "incidents", read: () => ({ verb: "incidents" }) },
  approvals: { usage: "approvals", read: () => ({ verb: "approvals" }) },
  reload: { usage: "reload", read: () => ({ verb: "reload" }) },
  help: {
    usage: "help [VERB]",
    read: (text) => ({ verb: "help", ...(text === "" ? {} : { topic: firstWord(text).word.toLowerCase() }) }),
  },
};

interface Rule {
  readonly usage: string;
  /** Throws `invalid-input` when something is missing. */
  readonly read: (text: string, now: number) => Command;
}

const only = (text: string, verb: Verb): string => needed(text, verb, "an application").word;

function needed(text: string, verb: Verb, what: string): { word: string; rest: string } {
  const { word, rest } = firstWord(text);
  if (word === "") throw incomplete(`${verb} needs ${what}`, verb);
  return { word, rest };
}

function reasonIn(rest: string): { reason?: string } {
  const reason = unquoted(rest);
  return reason === "" ? {} : { reason };
}

/** `orders-db`, or `orders-db --prune`: keyboards make one dash of two. */
function readPoints(text: string): Command {
  const { word: application, rest } = needed(text, "points", "an application");
  const prune = /^[-\u2013\u2014]{0,2}prune$/i.test(rest.trim());
  return { verb: "points", application, ...(prune ? { prune } : {}) };
}

/** `orders-db until 2h disk swap`, `orders-db for 30m …`, `orders-db 2026-11-24 06:00Z …`. */
function readPause(text: string, now: number): Command {
  const { word: application, rest } = needed(text, "pause", "an application");
  const [, when = "", after = ""] = WHEN.exec(rest) ?? [];
  if (when === "") throw incomplete("pause needs an end: it must not be forgotten", "pause");
  const until = parseUntil(joined(when), now);
  const reason = unquoted(after.trim());
  if (reason === "") throw incomplete("pause needs a reason: others will ask", "pause");
  return { verb: "pause", application, until, reason };
}

/** `orders-db` alone asks in a window; with a point there has to be a reason as well. */
function readRestore(text: string): Command {
  const { word: application, rest } = needed(text, "restore", "an application");
  if (rest === "") return { verb: "restore-window", application };
  const { word: point, rest: why } = firstWord(rest);
  const latest = point.toLowerCase() === "latest";
  if (!latest && !POINT.test(point))
    throw incomplete(
      `"${point}" is no recovery point: say latest or a point's id before the reason, or the application alone to choose in a window`,
      "restore",
    );
  const reason = unquoted(why.trim());
  if (reason === "") throw incomplete("restore needs a reason: whoever approves it reads it", "restore");
  if (reason.length > REASON_MAX)
    throw incomplete(`the reason has ${reason.length} characters, at most ${REASON_MAX} are kept`, "restore");
  return { verb: "restore", application, point: latest ? "latest" : point, reason };
}

/** `orders-db`, or with a point; a test changes nothing that lasts, so it needs no reason. */
function readTest(text: string): Command {
  const { word: application, rest } = needed(text, "test", "an application");
  if (rest === "") return { verb: "test", application };
  const { word: point } = firstWord(rest);
  const latest = point.toLowerCase() === "latest";
  if (!latest && !POINT.test(point))
    throw incomplete(
      `"${point}" is no recovery point: say latest or a point's id, or the application alone for what its manifest picks`,
      "test",
    );
  return { verb: "test", application, point: latest ? "latest" : point };
}

/** `orders-db-20261123-104207-7f3a`: all end alike. */
const POINT = /-\d{8}-\d{6}-[0-9a-f]{4}$/;

/** One word, or two where people put a blank into a time: `2 h`, `2026-11-24 06:00Z`. */
const WHEN =
  /^(?:(?:until|for)(?: |$))?(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?|\d+(?:\.\d+)? (?:ms|s|m|h|d|w)\b|\S+)?(.*)$/i;

const joined = (when: string): string =>
  /^\d{4}-/.test(when) ? when.replace(" ", "T").toUpperCase() : when.replace(" ", "").toLowerCase();

const incomplete = (message: string, verb: Verb): DomainError =>
  new DomainError("invalid-input", message, { next: `type /ff ${grammar[verb].usage}` });
