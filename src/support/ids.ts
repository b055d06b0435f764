import { createHash, randomBytes } from "node:crypto";
import { type Instant, toIso } from "./clock.ts";

/** Secret name of one execution of the freeze window: 96 random bits, lower-case hex. */
export const newToken = (): string => randomBytes(12).toString("hex");

/** `r-20261123-104207-7f3a9c21`: sortable, short enough for a group snapshot's name, apart even among hundreds a second. */
export const newRunId = (at: Instant): string => `r-${compact(at)}-${randomBytes(4).toString("hex")}`;

/** `orders-db-20261123-104207-7f3a`: what people type after `evidence`. The token makes it unique within a second. */
export const pointId = (application: string, at: Instant, token: string): string =>
  `${application}-${compact(at)}-${token.slice(0, 4)}`;

const compact = (at: Instant): string => toIso(at).slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");

/** `ap-7f3a9c21`, made of the id of the run that asks: a replay makes the same. */
export const approvalId = (runId: string): string =>
  `ap-${createHash("sha256").update(runId).digest("hex").slice(0, 8)}`;
