import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { Secret } from "#support/secret.ts";
import type { Environment } from "./environment.ts";
import { errorCode } from "./read-source.ts";

const howTo = `$\{env:NAME} or $\{file:path}`;
const reference = /^\$\{(env|file):([^}]+)\}$/;

export interface SecretContext {
  readonly env: Environment;
  /** Makes a path of the file absolute. */
  path(text: string): string;
}

/**
 * A secret, written as `${env:NAME}` or `${file:path}` and nothing else. The value itself never becomes part of an
 * issue. At most 64 KiB; the line end of a file is not part of it.
 */
export function secretField(context: SecretContext, atLeast = 1) {
  const written = z
    .string({ error: `a secret is written as ${howTo}` })
    .regex(reference, { error: `a secret may not stand here in plain text: write ${howTo}`, abort: true });
  return written.transform((text, issues): Secret => {
    const refuse = (message: string) => {
      issues.addIssue({ code: "custom", message, params: { secret: true } });
      return z.NEVER;
    };
    const [, kind, name = ""] = reference.exec(text) ?? [];
    const value = kind === "env" ? context.env[name] : readSecretFile(context.path(name));
    if (typeof value === "object") return refuse(`cannot read ${context.path(name)}: ${value.reason}`);
    if (value === undefined || value === "") {
      return refuse(
        kind === "env" ? `the environment variable ${name} is not set` : `${context.path(name)} is empty`,
      );
    }
    if (value.length < atLeast) {
      return refuse(
        `the secret is too short: expected at least ${atLeast} characters, such as openssl rand -hex 32 prints`,
      );
    }
    return new Secret(value);
  });
}

/** Why a secret's file is not safe where it lies; undefined when it is, or when the text names no file. */
export function exposure(text: string, context: SecretContext): string | undefined {
  const [, kind, name = ""] = reference.exec(text) ?? [];
  if (kind !== "file") return undefined;
  const file = context.path(name);
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  return mode !== undefined && (mode & 0o006) !== 0
    ? `${file} can be read by everybody on this machine: chmod 600 it`
    : undefined;
}

function readSecretFile(file: string): string | { readonly reason: string } {
  try {
    if (statSync(file).size > 65_536) return { reason: "larger than 64 KiB" };
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    return { reason: errorCode(error) };
  }
}
