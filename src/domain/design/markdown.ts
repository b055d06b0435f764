import { toMinute } from "../minute.ts";
import type { Design, Part, Section } from "./document.ts";
import { createReferences, type References } from "./references.ts";
import type { Statement } from "./statement.ts";
import { stepLines } from "./step-markdown.ts";

/**
 * The document as Markdown. Behind each statement stands a letter for the kind of its source and a number; the list at the
 * end says each in full. Blocks of commands say in their first line in whose terminal they belong.
 */
export function designMarkdown(design: Design): string {
  const references = createReferences();
  const { application, cloud, instance, at, as } = design;
  // In reading order: the sources are numbered as they come.
  const opening = sentences(design.opening, references);
  const body = design.sections.flatMap((section) => sectionLines(section, references));
  return [
    `# Design: ${application} on ${cloud}`,
    "",
    opening,
    "",
    `Made ${toMinute(at)} by Freezeframe instance \`${instance}\`, which read the cloud as \`${as.project}\`${as.reader === as.project ? "" : `, and as \`${as.reader}\` what only administrators are shown`}. Nothing was changed or frozen for it. Letters in brackets are sources: C cloud, G guest, M manifest, O operator's config, K knowledge base, H history, P published; they are listed at the end. **Not known** is said where nothing could be read.`,
    "",
    ...body,
    "## Where each statement comes from",
    "",
    ...references.lines(),
    "",
  ].join("\n");
}

function sectionLines({ key, title, parts }: Section, references: References): string[] {
  return [`## (${key}) ${title}`, "", ...parts.flatMap((part) => partLines(part, references))];
}

function partLines(part: Part, references: References): string[] {
  switch (part.kind) {
    case "heading":
      return [`### ${part.text}`, ""];
    case "paragraph":
      return [sentences(part.statements, references), ""];
    case "list":
      return [...part.statements.map((one) => `- ${sentence(one, references)}`), ""];
    case "table":
      return tableLines(part, references);
    case "step":
      return stepLines(part.step, (about) => sentences(about, references));
  }
}

const sentences = (statements: readonly Statement[], references: References): string =>
  statements.map((one) => sentence(one, references)).join(" ");

const sentence = ({ text, from, known }: Statement, references: References): string =>
  `${known ? "" : "**Not known:** "}${text} ${references.of(from)}`;

function tableLines({ columns, rows }: Extract<Part, { kind: "table" }>, references: References): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  if (rows.length === 0) return ["(none)", ""];
  return [
    line([...columns.map(({ title }) => title), ""]),
    line([...columns, ""].map(() => "---")),
    ...rows.map(({ cells, from }) =>
      line([...columns.map(({ key }) => cell(cells[key] ?? "")), references.of(from)]),
    ),
    "",
  ];
}

/** What people, clouds and guests have written stands in a table's cell. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
