import { validateDetailed } from "node-cron";

/**
 * Why the cron library does not take an expression that ours has read; undefined when it does. What the two do not agree
 * on means different things to different people.
 */
export function cronProblem(text: string): string | undefined {
  const { valid, errors } = validateDetailed(text);
  return valid ? undefined : `expected a cron expression; its ${errors[0]?.field ?? "form"} is wrong`;
}
