import type { AdoptionPlan } from "#domain/adopt/adoption.ts";
import type { Application } from "#domain/application.ts";
import { type CleanUpVerdict, mayCleanUp } from "#domain/ownership/may-clean-up.ts";
import type { AdoptPorts } from "./adopt-ports.ts";
import type { Ports } from "./ports.ts";

/** May this store say what is an orphan, beside what was found in the clouds? Points that are refused do not count: nobody could adopt them. */
export async function storeReach(
  { found }: Pick<AdoptionPlan, "found">,
  applications: readonly Application[],
  ports: Ports & AdoptPorts,
): Promise<CleanUpVerdict> {
  const stamps = found.flatMap((one) => (one.verdict === "adopt" ? one.point.createdAt : []));
  const newest = await Promise.all(
    applications.map(({ application }) => ports.records.newestPoint(application)),
  );
  const recorded = newest.flatMap((point) => point?.createdAt ?? []);
  return mayCleanUp({
    storeFrom: await ports.adoptions.storeFrom(),
    newestRecordAt: recorded.length === 0 ? undefined : Math.max(...recorded),
    oldestStampAt: stamps.length === 0 ? undefined : Math.min(...stamps),
    newestStampAt: stamps.length === 0 ? undefined : Math.max(...stamps),
  });
}
