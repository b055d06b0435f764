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
  limit: { type: "string", default: "20" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads a command line. Throws `invalid-input` that names what was not understood. */
export function readArguments(
  argv: readonly string[],
  verbs: Readonly<Record<string, { readonly subject?: string }>>,
): Arguments {
  const { values, positionals } = parse(argv);
  const [verb = "help", subject, ...rest] = positionals;
  if (values.help || verb === "help")
    return {
      verb: "help",
      subject: undefined,
      config: values.config,
      json: values.json,
      reason: undefined,
      limit: 0,
    };
  const known = verbs[verb];
  if (known === undefined || !Object.hasOwn(verbs, verb)) {
    const near = didYouMean(verb, Object.keys(verbs));
    throw new DomainError(
      "invalid-input",
      `there is no verb "${verb}"${near === undefined ? "" : `; ${near}`}`,
      { next: "freezeframe help lists the verbs" },
    );
  }
  if (known.subject !== undefined && subject === undefined)
    throw new DomainError("invalid-input", `${verb} needs ${known.subject}`, {
      next: `freezeframe ${verb} ${known.subject}`,
    });
  const extra = known.subject === undefined ? positionals[1] : rest[0];
  if (extra !== undefined)
    throw new DomainError("invalid-input", `"${extra}" is one argument too many for ${verb}`, {
      next: 'put a reason of several words in quotes: --reason "…"',
    });
  if (values.reason !== undefined && verb !== "snapshot")
    throw new DomainError("invalid-input", `--reason belongs to snapshot, not to ${verb}`);
  return {
    verb,
    subject,
    config: values.config,
    json: values.json,
    reason: values.reason,
    limit: readLimit(values.limit),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new DomainError("invalid-input", cause instanceof Error ? cause.message : String(cause), {
      next: "freezeframe help lists the options",
      cause,
    });
  }
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new DomainError("invalid-input", `--limit takes a whole number from 1 to 1000, got "${text}"`);
  return limit;
}
