import { designMarkdown } from "#domain/design/markdown.ts";
import { DomainError } from "#domain/errors.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { cloudAuditText } from "./text/cloud-audit.ts";
import { cloudAuditCsv } from "./text/cloud-audit-csv.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `design APP`, or `design --cloud NAME [--csv]`: looks now, changes nothing. */
export function designVerb(asked: Asked, application: string): Promise<Answer> {
  const { cloud, csv, json } = asked.arguments;
  if ((application === "") === (cloud === undefined))
    throw new DomainError("invalid-input", "design is of an application or of a cloud: say one of them", {
      next: "freezeframe design APP, or freezeframe design --cloud NAME",
    });
  if (csv && (json || cloud === undefined))
    throw new DomainError("invalid-input", "--csv is the table of --cloud, and no answer beside --json");
  return withSession(asked, async ({ operations }) => {
    if (cloud === undefined) {
      const design = await operations.design(application, asked.signal);
      return ok(designMarkdown(design), design);
    }
    const audit = await operations.auditCloud(cloud, asked.signal);
    const deceived = audit.lines.some(({ verdict }) => verdict === "deceived");
    return {
      text: csv ? cloudAuditCsv(audit) : cloudAuditText(audit),
      json: audit,
      status: deceived ? exitStatus.weaker : exitStatus.ok,
    };
  });
}
