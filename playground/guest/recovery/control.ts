import type { ControlRoute } from "../../cloud/control.ts";
import type { RecoveryFault } from "./faults.ts";
import type { RecoveryServer } from "./recovery-server.ts";

/** `/playground/recovery/…`. The senders are our own tests and the demo, through ControlClient, which has the types. */
export function recoveryControlRoutes(server: RecoveryServer): readonly ControlRoute[] {
  return [
    { method: "GET", path: "recovery", handle: () => ({ status: 200, body: server.left }) },
    {
      method: "POST",
      path: "recovery/faults",
      handle: ({ body }) => {
        server.faults.arm(body as RecoveryFault);
        return { status: 204 };
      },
    },
    {
      method: "DELETE",
      path: "recovery/faults",
      handle: () => {
        server.faults.clear();
        return { status: 204 };
      },
    },
  ];
}
