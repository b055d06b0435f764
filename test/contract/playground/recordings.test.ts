import { describe, expect, it } from "vitest";
import { readExchanges } from "./exchange.ts";
import { Replay } from "./replay.ts";
import { scenarios } from "./scenarios.ts";

describe("the simulated cloud answers as the recorded services did", () => {
  for (const scenario of scenarios) {
    it(`${scenario.fixture}: ${scenario.tells}`, async () => {
      const exchanges = readExchanges(scenario.fixture);
      await using replay = await Replay.start(exchanges, scenario.extras ?? {});
      await scenario.setUp?.(replay);
      for (const exchange of exchanges) {
        await scenario.before?.[exchange.name]?.(replay);
        const attempt = (): Promise<string[]> =>
          replay.differences(exchange, scenario.change?.[exchange.name] ?? {});
        // A read may be early: the recorded one was made once the back end had done its work.
        if (exchange.request.method === "GET") {
          await expect.poll(attempt, { message: exchange.name, timeout: 2_000, interval: 5 }).toEqual([]);
        } else expect(await attempt(), exchange.name).toEqual([]);
      }
    });
  }
});
