import { parseArgs } from "node:util";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";

export interface Arguments {
  readonly verb: string;
  /** What the verb is about: an application, a point. */
  readonly subject: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly reason: string | undefined;
  readonly limit: number;
}

const options = {
  config: { type: "string" },
  json: { type: "boolean", default: false },
  reason: { type: "string" },
  limit: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Options that one verb alone takes. */
const ofOneVerb = { reason: "snapshot", limit: "runs" } as const;

type Verbs = Readonly<Record<string, { readonly subject?: string }>>;

/** Reads a command line. Throws `invalid-input` that names what was not understood. */
export function readArguments(argv: readonly string[], verbs: Verbs): Arguments {
  const { values, positionals } = parse(argv);
  const [wanted = "help", ...words] = positionals;
  const verb = values.help ? "help" : wanted;
  const needs = subjectOf(verb, verbs);
  const taken = verb === "help" ? [] : words;
  const [subject] = taken;
  if (needs !== undefined && subject === undefined)
    throw new DomainError("invalid-input", `${verb} needs ${needs}`, {
      next: `freezeframe ${verb} ${needs}`,
    });
  const extra = taken[needs === undefined ? 0 : 1];
  if (extra !== undefined)
    throw new DomainError("invalid-input", `"${extra}" is one argument too many for ${verb}`, {
      next: 'put a reason of several words in quotes: --reason "…"',
    });
  for (const [option, owner] of Object.entries(ofOneVerb))
    if (verb !== "help" && verb !== owner && Object.hasOwn(values, option))
      throw new DomainError("invalid-input", `--${option} belongs to ${owner}, not to ${verb}`);
  const { config, json, reason } = values;
  return { verb, subject, config, json, reason, limit: readLimit(values.limit ?? "20") };
}

/** What a verb needs to be about, if anything. */
function subjectOf(verb: string, verbs: Verbs): string | undefined {
  const known = new Map(Object.entries(verbs));
  if (known.has(verb)) return known.get(verb)?.subject;
  const near = didYouMean(verb, [...known.keys()]);
  throw new DomainError(
    "invalid-input",
    `there is no verb "${verb}"${near === undefined ? "" : `; ${near}`}`,
    {
      next: "freezeframe help lists the verbs",
    },
  );
}

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
