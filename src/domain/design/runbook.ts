import { FailureKind } from "#domain/failure/failure-kind.ts";
import { REPAIRS } from "#domain/failure/repairs.ts";
import type { BackEnd } from "./back-end.ts";
import { heading, list, type Part, paragraph, type Section, table } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { published } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";
import { TROUBLES, type Trouble } from "./troubles.ts";

const WORDS = published("Freezeframe src/domain/failure/repairs.ts, the table behind its buttons");

/** (d) How each thing that breaks looks on this very back end, what to do, and what needs an administrator. */
export function runbook(facts: DesignFacts, home: BackEnd | undefined): Section {
  return {
    key: "d",
    title: "Failure-cleanup runbook",
    parts: [
      paragraph(
        say(
          `First question, whatever broke: is a database frozen? \`freezeframe status\` says it, \`freezeframe thaw ${facts.application.application}\` ends it, and \`freezeframe-hold status\` in the guest needs neither bot nor network. A guest thaws by itself, at the latest at budget + 1 s.`,
          published("Freezeframe docs/runbook.md"),
        ),
      ),
      ...TROUBLES.flatMap((trouble) => troubleParts(trouble, facts, home)),
      heading("By what a snapshot's answer says"),
      table(
        { said: "the snapshot …", helps: "what helps", page: "in docs/runbook.md" },
        FailureKind.options.map((kind) => ({
          cells: {
            said: REPAIRS[kind].ended,
            helps: REPAIRS[kind].repairs.join(", "),
            page: REPAIRS[kind].runbook,
          },
          from: [WORDS],
        })),
      ),
    ],
  };
}

function troubleParts(
  trouble: Trouble,
  { application, cloud }: DesignFacts,
  home: BackEnd | undefined,
): Part[] {
  const [first, ...rest] = trouble.from;
  if (first === undefined) return [];
  const here = (text: string): Statement => say(text, first, ...rest);
  return [
    heading(trouble.title),
    list([
      ...looks(trouble, home).map((text) => here(text)),
      ...(home === undefined || home.does === "unknown"
        ? [unknown("Which of the two it is here: the driver behind the volumes is not known.", first)]
        : []),
      ...trouble.act.map(here),
      here(
        `Commands: ${trouble.commands.map((command) => `\`${named(command, application.application, cloud.projectId)}\``).join(", ")}.`,
      ),
      here(
        trouble.admin === undefined
          ? "Nothing of it needs an administrator."
          : `An administrator is needed for ${trouble.admin}.`,
      ),
      ...calledBy(trouble),
    ]),
  ];
}

function looks({ looks: { atomic, loops } }: Trouble, home: BackEnd | undefined): string[] {
  if (home !== undefined && home.does !== "unknown") {
    const text = home.does === "atomic" ? atomic : loops;
    const other =
      home.does === "atomic" && atomic !== loops
        ? [`Where the group type's spec is not exactly \`<is> True\`: ${loops}.`]
        : [];
    return [`On \`${home.pool}\` it looks like this: ${text}.`, ...other];
  }
  return atomic === loops
    ? [`It looks like this: ${atomic}.`]
    : [`Where one call cuts the group: ${atomic}.`, `Where Cinder loops: ${loops}.`];
}

const named = (command: string, application: string, project: string): string =>
  command.replaceAll("APP", application).replaceAll("PROJECT", project);

function calledBy({ kinds, classes }: Trouble): Statement[] {
  const runs = kinds.map((kind) => `the snapshot ${REPAIRS[kind].ended}`);
  const orphans =
    classes.length === 0 ? [] : [`orphans of class ${classes.map((one) => `*${one}*`).join(", ")}`];
  return [say(`Freezeframe's words for it: ${[...runs, ...orphans].join("; ")}.`, WORDS)];
}
