import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { asked, auditName, permitted, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { type Thawed, thawOwn } from "./thaw.ts";

/** {@link thawOwn} with an audit row, which is written after the thaw: nothing is waited for while something is frozen. */
export async function thawAudited(
  { manifests, ports }: Context,
  wanted: string,
  actor: Actor,
  signal: AbortSignal,
): Promise<Thawed[]> {
  const application = findApplication(manifests.current(), wanted);
  const subject = application.application;
  return asked(ports.records, { actor, act: "thaw", subject }, async () => {
    const seen = await permitted(application, actor, "thaw", ports.members, signal);
    const thawed = await thawOwn(ports, application, signal);
    const guests = thawed.map(({ server, was }) => `${server}: ${was}`);
    await ports.records.audit({
      actor: auditName(actor),
      act: "thaw",
      subject,
      detail: { ...seenBy(actor, seen), guests },
    });
    return thawed;
  });
}
