import { z } from "zod";
import { Blackout } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { DomainError } from "../errors.ts";

const Cron = z
  .string({ error: "expected a cron expression of five fields, such as 0 */2 * * *" })
  .superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: "custom", message: `${problem}, got "${text}"` });
  });

/** When to act without being asked. What the cron library thinks of an expression is asked in `config/cron.ts`. */
export const Schedule = z.strictObject({
  snapshot: Cron.optional().describe("Cron expression: minute hour day-of-month month day-of-week"),
  restoreTest: Cron.optional().describe("Cron expression, as above"),
  timezone: z
    .string()
    .refine(isTimeZone, { error: "expected a time zone of the IANA database, such as Europe/Vienna" })
    .default("UTC")
    .describe("Time zone of both expressions and of the blackout"),
  missed: z
    .enum(["latest", "all", "skip"])
    .default("latest")
    .describe("Slots that passed while the bot was down: only the newest, all, or none"),
  blackout: z
    .array(Blackout, { error: 'expected a list of windows, such as "Mon-Fri 08:00-10:00"' })
    .max(50, "expected at most 50 windows")
    .optional()
    .describe("Times of the week in which nothing begins by schedule: [DAYS ]HH:MM-HH:MM"),
});
export type Schedule = z.infer<typeof Schedule>;

function problemOf(text: string): string | undefined {
  try {
    readCron(text);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
