import { join } from "node:path";
import { expect } from "vitest";
import { runningBot } from "../running-bot.ts";
import { untilListed } from "../until.ts";
import { verbHere } from "../verb-here.ts";
import { expire } from "./expired-restore.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * The host of Freezeframe is lost in the middle of what is asked here, once `reached` says so, and its store is restored from a
 * backup of that moment: the run is over then, nothing of it was taken away, and all of it has its whole time, which is over here.
 */
export async function loseRun(
  { dir }: DebrisHouse,
  args: readonly string[],
  reached: () => Promise<true | undefined>,
): Promise<void> {
  const backup = join(dir.path, `backup-${performance.now()}.sqlite`);
  {
    await using running = await runningBot(dir, 600_000);
    let hasEnded = false;
    const asked = verbHere(dir, ...args).finally(() => {
      hasEnded = true;
    });
    await untilListed(`${args.join(" ")} has come so far`, async () => {
      if (hasEnded) throw new Error(`${args.join(" ")} has ended: ${JSON.stringify(await asked)}`);
      return reached();
    });
    expect((await verbHere(dir, "store", "backup", backup)).code).toBe(0);
    running.bot.child.kill("SIGKILL");
    await running.bot.ended;
    await asked;
  }
  const { code, result } = await verbHere(dir, "store", "restore", backup);
  expect(code).toBe(0);
  const restores = result.ended.filter((id: string) => id.endsWith("-restore"));
  expect(restores).toHaveLength(1);
  for (const id of restores) await expire(dir, id);
}
