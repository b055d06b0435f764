import { join } from "node:path";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { newToken } from "../lab-user.ts";
import { bareCinder } from "./bare-cinder.ts";
import { openBareHold } from "./bare-hold.ts";
import type { Contestant } from "./contestant.ts";

/** What cannot be beaten: the holder's freeze around a bare REST client. No proof, no deadline, no record, no retry. */
export function floor(lab: Lab): Contestant {
  const access = {
    identityFile: join(lab.freezeframe, "id_ed25519"),
    knownHostsFile: join(lab.freezeframe, "known_hosts"),
  };
  return {
    turn: async (target, name) => {
      const { token, cinder: endpoint } = await newToken(lab.cloudsFile);
      using cinder = bareCinder(endpoint, token);
      await using hold = await openBareHold(target, access);
      await cinder.warm();
      const times = [performance.now()];
      const tick = () => times.push(performance.now());
      await hold.freeze();
      tick();
      const created = cinder.create(target.groupId, name);
      tick();
      await cinder.available(await created);
      tick();
      const thawed = hold.thaw();
      tick();
      await thawed;
      tick();
      const [freeze = 0, request = 0, cut = 0, order = 0, thaw = 0] = times
        .slice(1)
        .map((time, index) => time - (times[index] ?? time));
      return { freeze, request, cut, order, thaw };
    },
  };
}
