import { error, type Finding, warning } from "../finding.ts";
import { type AccessRule, notAllowed } from "./access-rules.ts";
import { mainCalls, type NeededCall, type Purpose, readerCalls } from "./needed-calls.ts";
import { type Passed, passed } from "./passed.ts";

/** What Keystone says of one credential when it gives a token for it. */
export interface CredentialFacts {
  /** Its entry in clouds.yaml. */
  readonly entry: string;
  readonly use: "main" | "reader";
  readonly method: "password" | "application credential" | "token";
  readonly roles: readonly string[];
  /** Absent: it may be used for every call that its roles allow. */
  readonly accessRules?: readonly AccessRule[] | undefined;
}

/** Where the least rights are written down, ready to be used. */
const RULES = {
  main: "deploy/keystone/access-rules.json",
  reader: "deploy/keystone/access-rules-reader.json",
};

/** Is the credential good for what Freezeframe does, and for no more than that? */
export function credentialFindings(facts: CredentialFacts): Finding[] {
  return [...roleFindings(facts), ...ruleFindings(facts)];
}

export const credentialPassed = (facts: CredentialFacts): Passed[] =>
  credentialFindings(facts).length > 0 ? [] : [passed(subjectOf(facts), wordsOf(facts))];

const subjectOf = ({ entry, use }: CredentialFacts): string =>
  `credential ${entry}${use === "reader" ? " (reader)" : ""}`;

function wordsOf({ method, roles, accessRules }: CredentialFacts): string {
  const how = method === "application credential" ? "an application credential" : `a ${method}`;
  const only = accessRules === undefined ? "" : ", good for the calls that are needed";
  return `${how} with the role${roles.length === 1 ? "" : "s"} ${roles.join(", ")}${only}`;
}

/** Cinder's and Nova's defaults: `admin` may everything, `reader` may change nothing (cinder/policies/base.py). */
function roleFindings(facts: CredentialFacts): Finding[] {
  const { use } = facts;
  const roles = facts.roles.map((role) => role.toLowerCase());
  if (use === "reader") return [];
  if (roles.includes("admin"))
    return [
      warning(
        "more-rights-than-needed",
        subjectOf(facts),
        "it has the role admin: whoever gets hold of it has the whole cloud",
        {
          costs: "nothing of a grade",
          next: `openstack application credential create --role member --access-rules ${RULES.main} freezeframe; what needs an administrator's eyes belongs to clouds.<name>.reader`,
        },
      ),
    ];
  return roles.length > 0 && roles.every((role) => role === "reader")
    ? [
        error(
          "credential-reads-only",
          subjectOf(facts),
          "it has the role reader alone: Cinder would refuse the group snapshot",
          { next: "give it the role member in this project" },
        ),
      ]
    : [];
}

const COSTS: Readonly<Record<Purpose, string>> = {
  snapshots: "no snapshot",
  restores: "no restore and no restore test",
  deletions: "nothing that Freezeframe has made can be deleted by it",
  "what administrators see": "no C: specs and pools are not seen",
  designs: "no design, and no audit of the cloud",
  "other projects":
    "no audit of the cloud, and what was made of a snapshot in another project is not seen before its deletion",
};

function ruleFindings(facts: CredentialFacts): Finding[] {
  const { accessRules: rules, use } = facts;
  if (rules === undefined) return [];
  const missing = Map.groupBy(
    notAllowed(use === "main" ? mainCalls : readerCalls, rules),
    ({ purpose }) => purpose,
  );
  return [...missing].map(([purpose, calls]) =>
    (purpose === "snapshots" ? error : warning)(
      "access-rule-missing",
      subjectOf(facts),
      `its access rules do not allow ${listed(calls)}`,
      { costs: COSTS[purpose], next: `make a new application credential with ${RULES[use]}` },
    ),
  );
}

const SHOWN = 3;

function listed(calls: readonly NeededCall[]): string {
  const shown = calls.slice(0, SHOWN).map(({ method, path }) => `${method} ${path}`);
  return `${shown.join(", ")}${calls.length > SHOWN ? ` and ${calls.length - SHOWN} more` : ""}`;
}
