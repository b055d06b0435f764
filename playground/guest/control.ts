import type { ControlRoute } from "../cloud/control.ts";
import { Refusal } from "../cloud/refusal.ts";
import type { GuestFault } from "./faults.ts";
import type { Guest } from "./guest.ts";
import type { PostgresqlSeed } from "./seed.ts";

/** `/playground/guests/SERVER/…`. The senders are our own tests and the demo, through ControlClient, which has the types. */
export function guestControlRoutes(guests: ReadonlyMap<string, Guest>): readonly ControlRoute[] {
  const find = (server: string | undefined): Guest => {
    const guest = guests.get(server ?? "");
    if (guest === undefined) throw new Refusal(404, { error: `no guest ${server}` });
    return guest;
  };
  return [
    {
      method: "POST",
      path: "guests/:server/faults",
      handle: ({ params, body }) => {
        find(params.server).faults.arm(body as GuestFault);
        return { status: 204 };
      },
    },
    {
      method: "DELETE",
      path: "guests/:server/faults",
      handle: ({ params }) => {
        find(params.server).faults.clear();
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: "guests/:server/foreign",
      handle: ({ params, body }) => {
        const { mount, frozen } = body as { mount: string; frozen: boolean };
        const { machine } = find(params.server);
        if (frozen) void machine.freeze(mount, { kind: "foreign" });
        else machine.thaw(mount);
        return { status: 204 };
      },
    },
    {
      method: "PATCH",
      path: "guests/:server/postgresql",
      handle: ({ params, body }) => {
        find(params.server).patchPostgresql(body as Partial<PostgresqlSeed>);
        return { status: 204 };
      },
    },
  ];
}
