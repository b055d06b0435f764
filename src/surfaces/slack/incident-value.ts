import { z } from "zod";
import { fitted } from "./fit.ts";

const ID_MAX = 200;

/** What a button of an incident carries. */
const Value = z.strictObject({
  incident: z.string().min(1).max(ID_MAX),
  application: z.string().min(1).max(ID_MAX),
  /** For how long it is snoozed, ms; absent: until it is resolved. */
  forMs: z.number().optional(),
});
export type IncidentValue = z.infer<typeof Value>;

export const incidentValue = ({ incident, application, forMs }: IncidentValue): string =>
  JSON.stringify({
    incident: fitted(incident.toWellFormed() || "-", ID_MAX),
    application: fitted(application.toWellFormed() || "-", ID_MAX),
    ...(forMs === undefined ? {} : { forMs }),
  } satisfies IncidentValue);

/** Undefined for what we did not write. */
export function readIncidentValue(text: string): IncidentValue | undefined {
  try {
    return Value.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
