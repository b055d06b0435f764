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
  doctor: { usage: "doctor APP [--rehearse]", read: readDoctor },
  restore: { usage: "restore APP [POINT|latest reason]", read: readRestore },
  test: { usage: "test APP [POINT|latest]", read: readTest },
  restores: { usage: "restores", read: () => ({ verb: "restores" }) },
  discard: {
    usage: "discard RESTORE",
    read: (text) => ({ verb: "discard", restore: needed(text, "discard", "the run of a restore").word }),
  },
  drift: { usage: "drift [APP]", read: (text) => ({ verb: "drift", ...oneOrAll(text) }) },
  adopt: { usage: "adopt [APP]", read: (text) => ({ verb: "adopt", ...oneOrAll(text) }) },
  orphans: {
    usage: "orphans [APP|all]",
    read: (text) => ({ verb: "orphans", ...oneOrAll(text) }),
  },
  clean: { usage: "clean APP [ORPHAN|INCIDENT|RUN] [reason]", read: readClean },
  keep: { usage: "keep ORPHAN [until 3d] [reason]", read: readKeep },
  release: {
    usage: "release ORPHAN",
    read: (text) => ({ verb: "release", orphan: needed(text, "release", "an orphan").word.toLowerCase() }),
  },
  design: { usage: "design APP", read: (text) => ({ verb: "design", application: only(text, "design") }) },
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

/** `all`, or nothing: of all. */
function oneOrAll(text: string): { application?: string } {
  const { word } = firstWord(text);
  return word === "" || word.toLowerCase() === "all" ? {} : { application: word };
}

function reasonIn(rest: string): { reason?: string } {
  const reason = unquoted(rest);
  return reason === "" ? {} : { reason };
}

/** `orders-db`, `orders-db --prune`, or `--prune` of all: keyboards make one dash of two. */
function readPoints(text: string): Command {
  if (/^[-\u2013\u2014]{1,2}prune$/i.test(text.trim())) return { verb: "points", prune: true };
  const { word: application, rest } = needed(text, "points", "an application");
  const prune = /^[-\u2013\u2014]{0,2}prune$/i.test(rest.trim());
  return { verb: "points", application, ...(prune ? { prune } : {}) };
}

/** `orders-db`, or `orders-db --rehearse`; a word more that is neither must not end in a look that nobody asked for. */
function readDoctor(text: string): Command {
  const { word: application, rest } = needed(text, "doctor", "an application");
  const more = rest.trim();
  if (more === "") return { verb: "doctor", application };
  if (/^[-\u2013\u2014]{0,2}rehearse$/i.test(more)) return { verb: "doctor", application, rehearse: true };
  throw incomplete(`doctor does not know "${more}"`, "doctor");
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

/** `orders-db`, `orders-db quota`, `orders-db o-7f3a9c21d0 quota`; in place of the orphan what has left some, an incident or a run. */
function readClean(text: string): Command {
  const { word: application, rest } = needed(text, "clean", "an application");
  const { word, rest: after } = firstWord(rest);
  const orphan = ORPHAN.test(word.toLowerCase()) ? word.toLowerCase() : word;
  if (!ORPHAN.test(orphan) && !LEFT_BY.test(word)) return { verb: "clean", application, ...reasonIn(rest) };
  return { verb: "clean", application, orphan, ...reasonIn(after) };
}

/** `o-7f3a9c21d0`, `o-7f3a9c21d0 the vendor looks at it`, `o-7f3a9c21d0 until 3d the vendor looks at it`. */
function readKeep(text: string, now: number): Command {
  const { word, rest } = needed(text, "keep", "an orphan");
  const orphan = word.toLowerCase();
  // The option of the command line is understood as well; keyboards make one dash of two.
  const said = rest.replace(/^[-\u2013\u2014]{1,2}(?=until )/i, "");
  if (!/^(?:until|for) /i.test(said)) return { verb: "keep", orphan, ...reasonIn(said) };
  const [, when = "", after = ""] = WHEN.exec(said) ?? [];
  return { verb: "keep", orphan, until: parseUntil(joined(when), now), ...reasonIn(after.trim()) };
}

/** `o-7f3a9c21d0` */
const ORPHAN = /^o-[0-9a-f]{10}$/;
/** `r-20261123-104207-7f3a9c21`, `snapshot:orders-db:2026-11-23T10:00:07Z` */
const LEFT_BY = /^(?:r-\d{8}-\d{6}-[0-9a-f]+|snapshot:\S+)$/;

/** `orders-db-20261123-104207-7f3a`: all end alike. */
const POINT = /-\d{8}-\d{6}-[0-9a-f]{4}$/;

/** One word, or two where people put a blank into a time: `2 h`, `2026-11-24 06:00Z`. */
const WHEN =
  /^(?:(?:until|for)(?: |$))?(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?|\d+(?:\.\d+)? (?:ms|s|m|h|d|w)\b|\S+)?(.*)$/i;

const joined = (when: string): string =>
  /^\d{4}-/.test(when) ? when.replace(" ", "T").toUpperCase() : when.replace(" ", "").toLowerCase();

const incomplete = (message: string, verb: Verb): DomainError =>
  new DomainError("invalid-input", message, { next: `type /ff ${grammar[verb].usage}` });
