import { z } from "zod";
import type { QuotaUse, Readable } from "../cloud.ts";
import { error, type Finding, info } from "../finding.ts";
import type { Strategy } from "./strategy.ts";

const Forecast = z.object({
  /** -1 = unlimited */
  limit: z.number(),
  /** What Cinder enforces: used and reserved. */
  before: z.number(),
  after: z.number(),
  /** What the project's lists show, where that was counted. */
  counted: z.number().optional(),
});

/** What the project's quota shows now, and what it will show when everything is made; or why it could not be read. */
export const QuotaForecast = z.union([
  z.object({ uses: z.record(z.string(), Forecast) }),
  z.object({ unread: z.string() }),
]);
export type QuotaForecast = z.infer<typeof QuotaForecast>;

interface Use extends QuotaUse {
  readonly counted?: number | undefined;
}

export interface ProjectQuota {
  readonly volumes: Use;
  readonly gigabytes: Use;
  readonly groups: Use | undefined;
  readonly perType: Readonly<Record<string, { readonly volumes: Use; readonly gigabytes: Use }>>;
}

interface Wanted {
  readonly how: Strategy;
  readonly volumes: readonly { readonly sizeGib: number; readonly volumeType?: string | undefined }[];
}

/**
 * The use before and after. One volume per member reserves volumes and gigabytes; create-from-src reserves volumes and a
 * group but no gigabytes (cinder/volume/flows/api/create_volume.py, QuotaReserveTask).
 */
export function forecastQuota(quota: Readable<ProjectQuota>, { how, volumes }: Wanted): QuotaForecast {
  if ("unread" in quota) return { unread: quota.unread };
  const { value } = quota;
  const forecast = ({ limit, inUse, reserved, counted }: Use, more: number) => ({
    limit,
    before: inUse + reserved,
    after: inUse + reserved + more,
    ...(counted === undefined ? {} : { counted }),
  });
  const size = (of: Wanted["volumes"]) =>
    how === "group" ? 0 : of.reduce((sum, { sizeGib }) => sum + sizeGib, 0);
  const typed = Object.entries(value.perType).flatMap(([type, use]) => {
    const ofType = volumes.filter(({ volumeType }) => volumeType === type);
    return ofType.length === 0
      ? []
      : [
          [`volumes_${type}`, forecast(use.volumes, ofType.length)] as const,
          [`gigabytes_${type}`, forecast(use.gigabytes, size(ofType))] as const,
        ];
  });
  return {
    uses: {
      volumes: forecast(value.volumes, volumes.length),
      gigabytes: forecast(value.gigabytes, size(volumes)),
      ...(value.groups === undefined ? {} : { groups: forecast(value.groups, how === "group" ? 1 : 0) }),
      ...Object.fromEntries(typed),
    },
  };
}

/**
 * Does it fit? Known before anybody is asked: a refused create-from-src keeps a unit of `groups` for good, or leaves a group
 * that is never done and keeps its source from being deleted (cinder/group/api.py, create_from_src).
 */
export function quotaFindings(forecast: QuotaForecast, how: Strategy, about: string): Finding[] {
  if ("unread" in forecast)
    return [info("quota-not-read", about, `quota could not be read: ${forecast.unread}`)];
  const found = Object.entries(forecast.uses).flatMap(([name, { limit, before, after, counted }]) => [
    ...(limit >= 0 && after > limit && after > before
      ? [tooTight(about, name, { limit, before, after })]
      : []),
    ...(counted !== undefined && counted !== before ? [drifted(about, name, before, counted)] : []),
  ]);
  return how === "group" ? [...found, willDrift(about)] : found;
}

function tooTight(
  about: string,
  name: string,
  { limit, before, after }: { limit: number; before: number; after: number },
): Finding {
  const text = `quota ${name}: ${before} of ${limit} are used, the restore needs ${after - before} more`;
  return error("quota", about, text, {
    next: `delete what nobody needs, or ask for a limit of ${after} for ${name}`,
  });
}

const drifted = (about: string, name: string, before: number, counted: number): Finding =>
  info(
    "quota-drifted",
    about,
    `quota ${name}: Cinder counts ${before} as used, the project's lists show ${counted}`,
    { next: "freezeframe orphans all has the command with which an administrator has it counted anew" },
  );

const willDrift = (about: string): Finding =>
  info(
    "quota-will-drift",
    about,
    "Cinder counts no gigabytes for a group made from a group snapshot, but takes them off when it is deleted: afterwards the project's use shows less than the truth",
  );
