import type { ServerHold } from "../evidence.ts";
import { type Finding, warning } from "../finding.ts";
import { databaseTitle } from "../guest-database.ts";

const ROLES = {
  standby: { is: "a standby", others: "its primary" },
  replica: { is: "a replica", others: "its primary" },
  galera: { is: "a node of a Galera cluster", others: "the other nodes" },
} as const;

/** What a database server that is no primary costs: it has what it has heard of, and nobody here knows how far that is behind. */
export const notPrimaryFindings = ({ server, acts }: ServerHold): Finding[] =>
  acts.flatMap((act) => {
    if (act.kind === "hook" || act.role === "primary") return [];
    const name = act.kind === "postgresql" ? act.cluster : act.name;
    const { is, others } = ROLES[act.role];
    return [
      warning("not-primary", server, `${databaseTitle({ kind: act.kind, name })} is ${is}`, {
        costs: `nothing of a grade; what ${others} acknowledged and it has not applied is not in the snapshot, while the RPO counts from the snapshot`,
        next: "watch how far it is behind, or snapshot the primary",
      }),
    ];
  });
