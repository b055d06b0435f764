import { z } from "zod";
import { RestoredThing } from "#domain/restore/report.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { restoredThings } from "./text/restored-things.ts";

const Discarded = z.object({
  restore: z.string(),
  application: z.string(),
  gone: z.array(z.string()),
  left: z.array(RestoredThing),
});

/** `discard RESTORE`: ends a restore, and says what of it could not be taken away, or was taken into use. */
export function discardVerb(asked: Asked, restore: string): Promise<Answer> {
  return runToEnd(asked, {
    what: "another run of the application",
    ask: (operations, actor) => operations.discard({ restore, actor }, asked.signal),
    answer: answerOf,
  });
}

function answerOf(given: unknown): Answer {
  const discarded = Discarded.parse(given);
  const { restore, application, gone, left } = discarded;
  const what = `${application}: restore ${restore}`;
  const removed = gone.length === 0 ? "nothing of it was there" : `removed: ${gone.join(", ")}`;
  return left.length === 0
    ? { text: `${what} is discarded; ${removed}`, json: discarded, status: exitStatus.ok }
    : {
        text: [
          `${what} is NOT gone; ${removed}`,
          ...restoredThings(left).map((line) => `  still there: ${line}`),
        ].join("\n"),
        json: discarded,
        status: exitStatus.weaker,
      };
}
