import { connectCloud } from "#cloud/connect-cloud.ts";
import { systemClock } from "#support/clock.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { quick, type SmallCloud } from "../openstack/small-cloud.ts";

/** The adapter over a small cloud; with `reader`, admin reads go to that one. */
export function adapt(cloud: SmallCloud, reader?: SmallCloud): Promise<CloudPort & Disposable> {
  return connectCloud({
    credentials: cloud.credentials,
    reader: reader?.credentials,
    declared: [],
    clock: systemClock,
    retry: quick,
    timeoutMs: 5_000,
  });
}
