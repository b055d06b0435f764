import type { Protected } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `protect POINT [--reason TEXT]`: nothing deletes it from now on. */
export function protectVerb(asked: Asked, point: string): Promise<Answer> {
  const { reason } = asked.arguments;
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const done = await operations.protect({ point, reason, actor }, asked.signal);
    if (done.unmarked.length === 0) return ok(protectedText(done), done);
    return { text: protectedText(done), json: done, status: exitStatus.weaker };
  });
}

/** `unprotect POINT`: retention may take it again. */
export function unprotectVerb(asked: Asked, point: string): Promise<Answer> {
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const done = await operations.unprotect({ point, actor }, asked.signal);
    return ok(`${done.point}: not protected any more; retention may take it`, done);
  });
}

function protectedText({ point, protected: held, unmarked }: Protected): string {
  const why = held?.reason === undefined ? "" : `: ${held.reason}`;
  return [
    `${point}: protected${why}; neither retention nor a clean-up deletes it`,
    ...unmarked.map((role) => `  only in the store, not on the snapshot of ${role}`),
    ...(unmarked.length === 0 ? [] : [`  freezeframe protect ${point} tries again`]),
  ].join("\n");
}
