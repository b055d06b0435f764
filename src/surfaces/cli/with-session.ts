import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";

/** Opens the store for one verb and closes it whatever happens. */
export async function withSession(
  { backstage }: Pick<Asked, "backstage">,
  act: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  const session = await backstage.open();
  try {
    return await act(session);
  } finally {
    await session.close();
  }
}
