import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

export interface LabServer extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
}

/** A server of a test's own on the lab's fake hypervisor: Nova and Cinder attach to it for real, no guest runs in it. */
export async function makeServer(
  { bot, applications }: Lab,
  name: string,
  metadata: Readonly<Record<string, string>>,
): Promise<LabServer> {
  const seeded = applications[0]?.servers[0]?.id ?? "";
  const imageRef = expectStatus(await bot.nova("GET", `/servers/${seeded}`), 200).server.image.id;
  const wanted = { name, imageRef, flavorRef: "tiny", networks: "none", metadata };
  const { server } = expectStatus(await bot.nova("POST", "/servers", { server: wanted }), 202);
  const path = `/servers/${server.id}`;
  await until(`${name} ACTIVE`, async () => {
    const { status } = expectStatus(await bot.nova("GET", path), 200).server;
    if (status === "ERROR") throw new Error(`${name} is in ERROR`);
    return status === "ACTIVE" ? true : undefined;
  });
  return {
    id: server.id,
    name,
    [Symbol.asyncDispose]: async () => {
      await bot.nova("DELETE", path);
      await until(`${name} gone`, async () =>
        (await bot.nova("GET", path)).status === 404 ? true : undefined,
      );
    },
  };
}
