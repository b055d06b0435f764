import { startBot } from "../../playground/demo/bot.ts";
import { startWorld } from "../../playground/world.ts";
import { recoveryServer } from "../../playground/world-seed.ts";
import { programDir } from "./program-dir.ts";
import type { Stage } from "./stage.ts";

/** Of docs/restore-tests.md and docs/retention.md. */
const asThePageSays = {
  objectives: { rpo: "4h", rto: "15m", grade: "A" },
  schedule: { snapshot: "0 */2 * * *", restoreTest: "0 5 * * 0", timezone: "Europe/Vienna" },
  retention: { last: 1, monthly: 6 },
  restoreTest: {
    pick: "latest",
    target: { kind: "server", name: recoveryServer },
    checks: [
      { kind: "filesystem" },
      { kind: "postgresql" },
      { kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 },
      { kind: "freshness", sql: "select max(placed_at) from orders" },
    ],
  },
};

/** The simulated world with a running bot: for pages whose blocks are the operator's alone. Needs neither root nor a cloud. */
export async function openPlaygroundStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await startWorld({ slack: "http", operators: ["U0PLAYGROUND"] }));
  await world.setManifest("orders-db", { top: asThePageSays });
  const bin = await programDir(world.directory);
  const bot = await startBot(world.config, new AbortController().signal);
  stack.defer(async () => void (await bot.stop()));
  const opened = stack.move();
  return {
    terminal: (who) => {
      if (who !== "operator" && who !== "cloud") throw new Error(`nobody here is called "${who}"`);
      return {
        argv: ["/bin/sh", "-c"],
        cwd: world.directory,
        env: {
          PATH: `${bin}:/usr/bin:/bin`,
          HOME: world.directory,
          LANG: "C.UTF-8",
          FREEZEFRAME_CONFIG: world.config,
          CLOUD: world.url,
        },
      };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
