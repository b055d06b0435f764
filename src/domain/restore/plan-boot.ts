import { z } from "zod";
import type { BootUse, FoundBoot } from "./boot-facts.ts";
import { bootable } from "./boot-findings.ts";
import type { RestoreFacts } from "./facts.ts";
import { restoredServerName } from "./names.ts";
import type { QuotaForecast } from "./quota.ts";

/** The server that a restore boots. Ids are what Nova is told, names what people are. */
export const PlannedBoot = z.object({
  /** In Nova; `<run>` stands for the run, which has no id before it is started. */
  name: z.string(),
  flavor: z.string(),
  flavorId: z.string(),
  /** Absent: it boots from the restored volume of `rootRole`. */
  image: z.string().optional(),
  imageId: z.string().optional(),
  rootRole: z.string().optional(),
  /** Empty: no network at all. */
  networks: z.array(z.string()),
  networkIds: z.array(z.string()),
});
export type PlannedBoot = z.infer<typeof PlannedBoot>;

/** What will be booted, as far as it was found: what was not found is an error among the findings. */
export function planBoot(facts: RestoreFacts): PlannedBoot | undefined {
  const { boot, application, instance } = facts;
  if (boot === undefined) return undefined;
  const { flavor, image, networks } = boot;
  const root = image === undefined ? bootable(facts)[0]?.evidence.role : undefined;
  return {
    name: restoredServerName({ instance, application: application.application, runId: "<run>" }),
    flavor: nameOf(flavor),
    flavorId: idOf(flavor),
    ...(image === undefined ? {} : { image: nameOf(image), imageId: idOf(image) }),
    ...(root === undefined ? {} : { rootRole: root }),
    networks: networks.map(nameOf),
    networkIds: networks.map(idOf),
  };
}

/** The project's quota with what the server takes beside the volumes, as far as Nova shows it. */
export function withBoot(forecast: QuotaForecast, boot: FoundBoot | undefined): QuotaForecast {
  if (boot === undefined || "unread" in forecast || "unread" in boot.quota || "unread" in boot.flavor.found)
    return forecast;
  const { instances, cores, ramMib } = boot.quota.value;
  const flavor = boot.flavor.found.value;
  const more = ({ limit, used }: BootUse, by: number) => ({ limit, before: used, after: used + by });
  return {
    uses: {
      ...forecast.uses,
      instances: more(instances, 1),
      cores: more(cores, flavor.cores),
      "ram (MiB)": more(ramMib, flavor.ramMib),
    },
  };
}

/** Somebody of ours reads the data: not where the application's own system is what boots. */
export const isReadApart = ({ server, boot }: Pick<RestoreFacts, "server" | "boot">): boolean =>
  server !== undefined || boot?.image !== undefined;

type Part = FoundBoot["networks"][number] | FoundBoot["flavor"] | NonNullable<FoundBoot["image"]>;

const idOf = ({ asked, found }: Part): string => ("value" in found ? found.value.id : asked);
const nameOf = ({ asked, found }: Part): string => ("value" in found ? found.value.name : asked);
