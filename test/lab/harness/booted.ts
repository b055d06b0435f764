import { randomUUID } from "node:crypto";
import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

/** A flavor with a root disk for an image: the lab's own ones for guests have none. */
export async function bootFlavor({ admin }: Lab): Promise<{ readonly name: string } & AsyncDisposable> {
  const name = `boot-${randomUUID().slice(0, 8)}`;
  const flavor = { id: name, name, vcpus: 1, ram: 512, disk: 3 };
  expectStatus(await admin.nova("POST", "/flavors", { flavor }), 200);
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await admin.nova("DELETE", `/flavors/${name}`);
    },
  };
}

/** At the end of a test: servers that restores of this instance have booted and that a failure has left. */
export const removeBooted = ({ bot }: Lab, instance: string): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => {
    await until(`no server of ffr/${instance}/ is left`, async () => {
      const { servers } = expectStatus(await bot.nova("GET", "/servers/detail"), 200);
      const left = servers.filter(({ name }: { name: string }) => name.startsWith(`ffr/${instance}/`));
      for (const { id } of left) await bot.nova("DELETE", `/servers/${id}`);
      return left.length === 0 ? true : undefined;
    });
  },
});
