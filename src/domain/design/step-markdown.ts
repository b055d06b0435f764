import type { Statement } from "./statement.ts";
import type { HttpBlock, Step } from "./step.ts";

/** A step: its reasons, then a block for each terminal, then the same as plain REST. */
export function stepLines(
  { id, title, about, shell, http }: Step,
  sentences: (about: readonly Statement[]) => string,
): string[] {
  return [
    `#### ${title} <!-- ${id} -->`,
    "",
    ...(about.length === 0 ? [] : [sentences(about), ""]),
    ...shell.flatMap(({ who, lines }) => [`\`\`\`sh ${who}`, ...lines, "```", ""]),
    ...(http.length === 0 ? [] : ["As plain REST:", "", ...http.flatMap(httpLines)]),
  ];
}

function httpLines({ who, service, method, path, body, expect, keep, until }: HttpBlock): string[] {
  const kept = Object.entries(keep).map(([name, where]) => `; ${name} = ${where}`);
  return [
    `\`\`\`http ${who}`,
    `${method} $${service.toUpperCase()}${path}`,
    ...(body === undefined ? [] : ["", JSON.stringify(body, undefined, 2)]),
    "",
    `# answers ${expect}${kept.join("")}`,
    ...(until === undefined
      ? []
      : [
          `# ask again until ${"status" in until ? `it answers ${until.status}` : `${until.path} = ${until.is}`}`,
        ]),
    "```",
    "",
  ];
}
