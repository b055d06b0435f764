import { DomainError } from "#domain/errors.ts";
import type { Answer, Asked } from "./answer.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import type { Backstage } from "./backstage.ts";
import { exitStatus } from "./exit-status.ts";
import { verbs } from "./verbs.ts";

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** A person watches: progress is told. */
  readonly live: boolean;
}

interface Given {
  readonly terminal: Terminal;
  readonly backstage: (config: string | undefined) => Backstage;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Runs one command line to its end and returns the exit status. Everything that goes wrong is told, never thrown. */
export async function runCommandLine(argv: readonly string[], given: Given): Promise<number> {
  const { terminal } = given;
  const json = argv.includes("--json");
  try {
    const read = readArguments(argv, verbs);
    const asked = askedBy(read, given);
    const answer = await act(asked);
    if (answer.text !== undefined) asked.say(answer.text, answer.json);
    return answer.status;
  } catch (cause) {
    return tellError(cause, terminal, json, given.signal);
  }
}

function askedBy(read: Arguments, { terminal, backstage, signal, now }: Given): Asked {
  const { verb, json, config } = read;
  return {
    backstage: backstage(config),
    arguments: read,
    signal,
    progress: (words) => (terminal.live && !json ? terminal.err(`… ${words}`) : undefined),
    say: (text, result) => terminal.out(json ? document(verb, { result }) : text),
    now,
  };
}

async function act(asked: Asked): Promise<Answer> {
  const { verb: name, subject } = asked.arguments;
  const verb = verbs[name];
  if (verb === undefined) throw new DomainError("invalid-input", `there is no verb "${name}"`);
  return verb.act(asked, subject ?? "");
}

function tellError(cause: unknown, terminal: Terminal, json: boolean, signal: AbortSignal): number {
  const told = signal.aborted && !(cause instanceof DomainError) ? interrupted() : cause;
  const kind = told instanceof DomainError ? told.kind : "unexpected";
  const message = told instanceof Error ? told.message : String(told);
  const next =
    told instanceof DomainError ? told.next : "this is a fault of Freezeframe's own: report it with the log";
  if (json) terminal.out(document(undefined, { error: { kind, message, next } }));
  else
    terminal.err([`freezeframe: ${message}`, ...(next === undefined ? [] : [`  next: ${next}`])].join("\n"));
  if (kind === "unexpected" && !json && told instanceof Error) terminal.err(told.stack ?? "");
  return exitStatus[kind];
}

const interrupted = (): DomainError =>
  new DomainError("interrupted", "stopped; what is unfinished goes on when Freezeframe is started again", {
    next: "freezeframe runs shows it",
  });

const document = (verb: string | undefined, rest: object): string =>
  JSON.stringify({ freezeframe: 1, verb, ...rest }, undefined, 2);
