import { parseArgs } from "node:util";
import type { z } from "zod";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import { Strategy } from "#domain/restore/strategy.ts";
import { RestoreTarget } from "#domain/restore/target.ts";
import { type Syntax, type VerbOption, verbOptions } from "./verb.ts";

export interface Arguments {
  readonly verb: string;
  /** What the verb is about: an application, a point, a run. */
  readonly subject: string | undefined;
  /** What followed it, where the verb takes more. */
  readonly second: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly reason: string | undefined;
  readonly limit: number;
  readonly until: string | undefined;
  readonly untilIdle: boolean;
  readonly plan: boolean;
  readonly roles: string[] | undefined;
  readonly strategy: Strategy | undefined;
  readonly target: RestoreTarget | undefined;
  readonly keep: boolean;
  readonly since: string | undefined;
  readonly out: string | undefined;
  readonly cloud: string | undefined;
  readonly csv: boolean;
  readonly prune: boolean;
  readonly ask: boolean;
  readonly yes: boolean;
  readonly rehearse: boolean;
}

const options = {
  config: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  reason: { type: "string" },
  limit: { type: "string" },
  until: { type: "string" },
  "until-idle": { type: "boolean" },
  plan: { type: "boolean" },
  roles: { type: "string" },
  strategy: { type: "string" },
  target: { type: "string" },
  keep: { type: "boolean" },
  since: { type: "string" },
  out: { type: "string" },
  cloud: { type: "string" },
  csv: { type: "boolean" },
  prune: { type: "boolean" },
  simulate: { type: "boolean" },
  ask: { type: "boolean" },
  yes: { type: "boolean" },
  rehearse: { type: "boolean" },
} as const;

type Verbs = Readonly<Record<string, Syntax>>;

/** Reads a command line. Throws `invalid-input` that names what was not understood. */
export function readArguments(argv: readonly string[], verbs: Verbs): Arguments {
  const { values, positionals } = parse(argv);
  const [wanted = "help", ...words] = positionals;
  const verb = values.help ? "help" : wanted;
  const syntax = syntaxOf(verb, verbs);
  if (verb !== "help") {
    checkWords(verb, syntax, words);
    checkOptions(verb, verbs, new Set(Object.keys(values)));
  }
  const { config, json, reason, until } = values;
  return {
    verb,
    subject: verb === "help" ? undefined : words[0],
    second: verb === "help" ? undefined : words[1],
    config,
    json,
    reason,
    limit: readLimit(values.limit ?? "20"),
    until,
    untilIdle: values["until-idle"] ?? false,
    plan: values.plan ?? false,
    roles: readRoles(values.roles),
    strategy: readOne(Strategy, "--strategy", values.strategy),
    target: readOne(RestoreTarget, "--target", values.target),
    keep: values.keep ?? false,
    since: values.since,
    out: values.out,
    cloud: values.cloud,
    csv: values.csv ?? false,
    prune: values.prune ?? false,
    ask: values.ask ?? false,
    yes: values.yes ?? false,
    rehearse: values.rehearse ?? false,
  };
}

function syntaxOf(verb: string, verbs: Verbs): Syntax {
  const known = new Map(Object.entries(verbs));
  const syntax = known.get(verb);
  if (syntax !== undefined) return syntax;
  const near = didYouMean(verb, [...known.keys()]);
  throw new DomainError(
    "invalid-input",
    `there is no verb "${verb}"${near === undefined ? "" : `; ${near}`}`,
    {
      next: "freezeframe help lists the verbs",
    },
  );
}

function checkWords(verb: string, syntax: Syntax, words: readonly string[]): void {
  const { subject, subjectOptional = false, second } = syntax;
  if (subject !== undefined && !subjectOptional && words.length === 0)
    throw new DomainError("invalid-input", `${verb} needs ${subject}`, { next: example(verb, syntax) });
  const extra = words[subject === undefined ? 0 : second === undefined ? 1 : 2];
  if (extra !== undefined)
    throw new DomainError("invalid-input", `"${extra}" is one argument too many for ${verb}`, {
      next: 'put a reason of several words in quotes: --reason "…"',
    });
}

function checkOptions(verb: string, verbs: Verbs, said: ReadonlySet<string>): void {
  const syntax = verbs[verb] ?? {};
  const takes = takenBy(syntax);
  for (const option of verbOptions) {
    if (!said.has(option) || takes.includes(option)) continue;
    const owners = Object.keys(verbs).filter((name) => takenBy(verbs[name] ?? {}).includes(option));
    throw new DomainError("invalid-input", `--${option} belongs to ${owners.join(", ")}, not to ${verb}`);
  }
  const missing = (syntax.needs ?? []).filter((option) => !said.has(option));
  if (missing.length > 0)
    throw new DomainError("invalid-input", `${verb} needs ${missing.map(written).join(" and ")}`, {
      next: example(verb, syntax),
    });
}

const takenBy = ({ options: own = [], needs = [] }: Syntax): readonly VerbOption[] => [...own, ...needs];

const values: Record<VerbOption, string> = {
  rehearse: "",
  reason: " TEXT",
  limit: " N",
  until: " TIME",
  "until-idle": "",
  plan: "",
  roles: " ROLE,ROLE",
  strategy: " volumes|group",
  target: " server|boot|volumes",
  keep: "",
  since: " TIME",
  out: " DIR",
  cloud: " NAME",
  csv: "",
  prune: "",
  simulate: "",
  ask: "",
  yes: "",
};

const written = (option: VerbOption): string => `--${option}${values[option]}`;

const example = (verb: string, { subject, needs = [] }: Syntax): string =>
  ["freezeframe", verb, subject, ...needs.map(written)].filter((word) => word !== undefined).join(" ");

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = unknownOption(argv) ?? (cause instanceof Error ? cause.message : String(cause));
    throw new DomainError("invalid-input", message, { next: "freezeframe help lists the options", cause });
  }
}

function unknownOption(argv: readonly string[]): string | undefined {
  const read = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true });
  const known = Object.keys(options);
  const unknown = read.tokens.find((token) => token.kind === "option" && !known.includes(token.name));
  if (unknown?.kind !== "option") return undefined;
  const near = didYouMean(
    unknown.rawName,
    known.map((name) => `--${name}`),
  );
  return `there is no option "${unknown.rawName}"${near === undefined ? "" : `; ${near}`}`;
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new DomainError("invalid-input", `--limit takes a whole number from 1 to 1000, got "${text}"`);
  return limit;
}

function readRoles(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const roles = text.split(",").map((role) => role.trim());
  if (roles.includes(""))
    throw new DomainError("invalid-input", `--roles takes roles with commas between them, got "${text}"`, {
      next: "for example --roles data,wal; leave it out for all of them",
    });
  return [...new Set(roles)];
}

function readOne<T extends string>(
  words: z.ZodEnum<Record<string, T>>,
  option: string,
  text: string | undefined,
): T | undefined {
  if (text === undefined) return undefined;
  const read = words.safeParse(text);
  if (read.success) return read.data;
  throw new DomainError("invalid-input", `${option} takes ${words.options.join(" or ")}, got "${text}"`);
}
