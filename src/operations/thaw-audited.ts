import { guestAddress } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Hold } from "#domain/hold.ts";
import type { Actor } from "#domain/permission.ts";
import { asked, auditName, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";
import { type Thawed, thawOwn } from "./thaw.ts";

/**
 * {@link thawOwn} with an audit row, which is written after the thaw: nothing is waited for while something is frozen. Of an
 * application whose manifest is gone, the guests of its open holds.
 */
export async function thawAudited(
  context: Context,
  wanted: string,
  actor: Actor,
  signal: AbortSignal,
): Promise<Thawed[]> {
  const { manifests, ports } = context;
  const { records } = ports;
  const known = manifests.current().has(wanted);
  const holds = known ? [] : await records.openHolds(wanted);
  const servers =
    holds.length > 0
      ? addressesOf(holds)
      : findApplication(manifests.current(), wanted).servers.map(guestAddress);
  return asked(records, { actor, act: "thaw", subject: wanted }, async () => {
    const seen = await operatorOf(context, { application: wanted, act: "thaw" }, actor, signal);
    const thawed = await thawOwn(ports, servers, signal);
    if (thawed.every(({ was }) => was !== "unreachable"))
      for (const { token } of holds) await records.settleHold(token, "thawed by hand, without a manifest");
    const guests = thawed.map(({ server, was }) => `${server}: ${was}`);
    const detail = { ...seenBy(actor, seen), guests };
    await records.audit({ actor: auditName(actor), act: "thaw", subject: wanted, detail });
    return thawed;
  });
}

/** Each server once; of holds of before addresses were kept none. */
function addressesOf(holds: readonly Hold[]) {
  const all = holds.flatMap(({ addresses }) => addresses ?? []);
  return [...new Map(all.map((address) => [address.server, address])).values()];
}
