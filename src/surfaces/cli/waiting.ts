import { toMinute } from "#domain/minute.ts";
import type { AskedOperations, Requested } from "#operations/index.ts";
import type { Answer } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { rows } from "./text/rows.ts";

/**
 * The answer to something that was asked for and has not begun, from a process that has the store: as long as it stayed,
 * nobody else could decide. What was asked for stays in the store.
 */
export async function waitingAnswer(
  what: string,
  { runId, approvalId }: Requested,
  { approval }: Pick<AskedOperations, "approval">,
): Promise<Answer> {
  const asked = approvalId === undefined ? undefined : await approval(approvalId);
  const open = asked?.state === "requested" ? asked : undefined;
  const until = open === undefined ? "its time" : `approval ${open.id}, until ${toMinute(open.expiresAt)}`;
  const text = [
    `${what} waits for ${until}; nothing of it has been done`,
    ...rows([
      ["run", runId],
      [
        "decide",
        ...(open === undefined
          ? []
          : [
              `freezeframe approve ${open.id}, or freezeframe deny ${open.id} --reason "…": an approver who did not ask for it`,
              "in Slack as soon as a bot runs: freezeframe start",
            ]),
      ],
      ["then", "freezeframe start --until-idle, or a bot, does what was approved"],
      ["take back", `freezeframe cancel ${runId}`],
    ]),
  ].join("\n");
  const json = {
    outcome: "waiting",
    runId,
    ...(open === undefined
      ? {}
      : { application: open.application, approvalId: open.id, expiresAt: open.expiresAt }),
  };
  return { text, json, status: exitStatus.interrupted };
}
