import { z } from "zod";

const Cron = z.string({ error: "expected a cron expression of five fields, such as 0 */2 * * *" });

/** When to act without being asked. The expressions are checked where the cron library is at hand: `config/cron.ts`. */
export const Schedule = z.strictObject({
  snapshot: Cron.optional().describe("Cron expression: minute hour day-of-month month day-of-week"),
  restoreTest: Cron.optional().describe("Cron expression, as above"),
  timezone: z
    .string()
    .refine(isTimeZone, { error: "expected a time zone of the IANA database, such as Europe/Vienna" })
    .default("UTC")
    .describe("Time zone of both expressions"),
  missed: z
    .enum(["latest", "all", "skip"])
    .default("latest")
    .describe("Slots that passed while the bot was down: only the newest, all, or none"),
});
export type Schedule = z.infer<typeof Schedule>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
