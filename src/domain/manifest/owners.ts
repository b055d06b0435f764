import { z } from "zod";
import { SlackActorId } from "./slack-id.ts";

const Actors = z.array(SlackActorId, { error: "expected a list of Slack ids" });

/** Who may do what. Slack ids only: names and e-mail addresses can change hands. */
export const Owners = z.strictObject({
  operators: Actors.min(1, "expected at least one operator").describe("May snapshot and thaw"),
  approvers: Actors.default([]).describe("May decide on what needs an approval"),
  quorum: z
    .int({ error: "expected a whole number of approvers" })
    .min(1, "expected at least 1")
    .default(1)
    .describe("How many approvers must say yes"),
});
export type Owners = z.infer<typeof Owners>;

/** What can be made to need an approval, and what does unless the manifest says otherwise. */
const always = ["restore", "cleanup", "build", "prune"] as const;
const approvable = [...always, "snapshot"] as const;

/** Which runs need an approval. */
export const Approve = z
  .array(z.enum(approvable, { error: `expected one of ${approvable.join(", ")}` }), {
    error: "expected a list of what needs an approval",
  })
  .default([...always])
  .describe("Which runs need an approval");
