import { type Finding, warning } from "../finding.ts";
import { bootFindings } from "./boot-findings.ts";
import type { RestoreFacts } from "./facts.ts";
import { serverFindings } from "./server-findings.ts";

/** What stands against reading the restored volumes where they are to be read, or what it costs that nobody does. */
export function readerFindings(facts: RestoreFacts): Finding[] {
  switch (facts.target) {
    case "server":
      return serverFindings(facts);
    case "boot":
      return bootFindings(facts);
    case "volumes":
      return [unread(facts)];
  }
}

const unread = ({ application: { application, restore } }: RestoreFacts): Finding => {
  const none = restore.recoveryServer === undefined && restore.boot === undefined;
  return warning(
    "no-recovery-server",
    application,
    none
      ? "the manifest names neither restore.recoveryServer nor restore.boot"
      : "only volumes were asked for",
    { costs: "the volumes are made and nobody reads them: no database, no checked data" },
  );
};
