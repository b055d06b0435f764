import { z } from "zod";

/** One thing that preflight found: what it is, what it costs and what to do about it. */
export const Finding = z.object({
  /** Stable word for scripts: `volume-not-in-group`. */
  code: z.string(),
  /** error = no snapshot is taken; warning = it costs something; info = said so that nobody has to wonder. */
  severity: z.enum(["error", "warning", "info"]),
  /** What it is about: a role, a group, a server. */
  subject: z.string(),
  text: z.string(),
  /** What it costs, in words: `grade C is out of reach`. */
  costs: z.string().optional(),
  /** What to do, best as a command. */
  next: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;

type Rest = Omit<Finding, "code" | "severity" | "subject" | "text">;

const finding =
  (severity: Finding["severity"]) =>
  (code: string, subject: string, text: string, rest: Rest = {}): Finding => ({
    code,
    severity,
    subject,
    text,
    ...rest,
  });

export const error = finding("error");
export const warning = finding("warning");
export const info = finding("info");

export const blocks = (findings: readonly Finding[]): boolean =>
  findings.some((found) => found.severity === "error");
