import { z } from "zod";
import { Duration } from "#domain/duration.ts";
import type { Secret } from "#support/secret.ts";
import { type SecretContext, secretField } from "./secret-field.ts";

const SHORTEST_MS = 10_000;
const LONGEST_MS = 86_400_000;

/** An outside monitor that calls somebody when it hears nothing: of a bot that is dead nobody else would. */
export const deadManSection = (context: SecretContext) =>
  z.strictObject({
    url: secretField(context)
      .refine(isSafe, { error: "expected an https URL (or one of this machine)", params: { secret: true } })
      .describe("Asked with GET as long as the bot does its work; who knows it can keep the monitor quiet"),
    every: Duration.refine((ms) => ms >= SHORTEST_MS && ms <= LONGEST_MS, {
      error: "expected a duration from 10s to 1d",
    })
      .prefault("1m")
      .describe("Between two pings; the monitor should wait for three of them"),
  });

function isSafe(secret: Secret): boolean {
  const url = URL.parse(secret.reveal());
  if (url === null) return false;
  const here = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && here);
}
