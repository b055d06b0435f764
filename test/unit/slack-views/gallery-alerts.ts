import { alertMessage } from "#surfaces/slack/views/alert-message.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { failureIncident, failures } from "./failures.ts";
import { results } from "./results.ts";
import { application, NOW, run } from "./sample.ts";

const failed = run({
  state: "failed",
  endedAt: NOW,
  error: {
    kind: "unreachable",
    message: "Keystone at https://cloud.example/identity did not answer within 10 s",
    next: "try again; if it stays, ask whoever runs the cloud",
  },
});

const usable = {
  id: "orders-db-20261123-054203-11d0",
  grade: "A" as const,
  text: "application-consistent (verified freeze)",
  createdAt: NOW - 5 * 3_600_000,
};

/** What the owners are told of anything that is not as asked. */
export const alerts: Readonly<Record<string, Message>> = {
  ...Object.fromEntries(
    Object.entries(results)
      .filter(([, result]) => result.outcome !== "ok")
      .map(([name, result]) => [
        `alert-${name}`,
        alertMessage({ run: run({ state: "done", endedAt: NOW }), application, result }, NOW),
      ]),
  ),
  ...Object.fromEntries(
    Object.entries(failures).map(([name, failure]) => [
      `failure-${name}`,
      alertMessage(
        {
          ...{ run: run({ state: "done", endedAt: NOW }), application },
          result: results.incomplete,
          incident: failureIncident(failure),
        },
        NOW,
      ),
    ]),
  ),
  "failure-interrupted": alertMessage(
    {
      run: {
        ...failed,
        error: { kind: "interrupted", message: "Freezeframe was stopped in the freeze window" },
      },
      application,
      incident: failureIncident({ runs: [{ id: failed.id, kind: "interrupted", at: NOW }], left: [] }),
    },
    NOW,
  ),
  "alert-failed": alertMessage({ run: failed, application }, NOW),
  "alert-failed-last-good-known": alertMessage({ run: failed, application, usable }, NOW),
  "alert-parked": alertMessage(
    { run: run({ state: "parked", workflow: "snapshot-application@2" }), application },
    NOW,
  ),
};
