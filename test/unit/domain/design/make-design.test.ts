import { expect, test } from "vitest";
import { Design, type Part } from "#domain/design/document.ts";
import { makeDesign } from "#domain/design/make-design.ts";
import { designMarkdown } from "#domain/design/markdown.ts";
import type { Statement } from "#domain/design/statement.ts";
import { readArguments } from "#surfaces/cli/arguments.ts";
import { verbs } from "#surfaces/cli/verbs.ts";
import { cloudSeen, designFacts, orders } from "./sample-facts.ts";

const firstParagraph = (markdown: string): string => markdown.split("\n")[2] ?? "";
const partsOf = (design: Design): Part[] => design.sections.flatMap(({ parts }) => parts);
const statementsOf = (design: Design): Statement[] => [
  ...design.opening,
  ...partsOf(design).flatMap((part) => {
    if (part.kind === "step") return part.step.about;
    return "statements" in part ? part.statements : [];
  }),
];

test("the first paragraph says which back ends fall back silently, and what the application can reach", () => {
  const said = firstParagraph(designMarkdown(makeDesign(designFacts())));
  expect(said).toContain("`host@ceph#rbd` silently falls back");
  expect(said).toContain("`host@fast#one` cuts a group at one moment");
  expect(said).toMatch(/Without a freeze .* C, atomic.*with a freeze .* A, application-consistent/);
});

test("on a looping back end nothing but a freeze makes a snapshot better than D", () => {
  const { reach } = makeDesign(designFacts("loops"));
  expect(reach.unfrozen.grade).toBe("D");
  expect(reach.frozen.grade).toBe("A");
});

test("where nothing is ever frozen, nothing of it claims that the application was consistent", () => {
  const quiesce = { policy: "skip" };
  const design = makeDesign(designFacts("atomic", { application: orders({ quiesce }) }));
  expect(design.reach.frozen).toEqual(design.reach.unfrozen);
  expect(JSON.stringify(design)).not.toContain("application-consistent (verified freeze)");
});

test("a hook is no proof: with it alone the application reaches B", () => {
  const stages = [
    [{ kind: "hook", server: "orders-1", name: "flush" }],
    [{ kind: "fsfreeze", server: "orders-1", roles: ["wal", "data", "config"] }],
  ];
  const application = orders({ quiesce: { policy: "require", stages } });
  const design = makeDesign(designFacts("atomic", { application }));
  expect(design.reach.frozen.grade).toBe("B");
  expect(designMarkdown(design)).toContain("By hand hook `flush` is not called");
  // Where it belongs, and how it is tried out, stands beside the guest kit.
  const step = partsOf(design).find((part) => part.kind === "step" && part.step.id === "hook-flush-orders-1");
  expect(JSON.stringify(step)).toContain("flush flush.prove /etc/freezeframe/hooks.d/");
});

test.each([
  [{ kind: "postgresql", server: "orders-1", cluster: "reporting" }, "postgresql-reporting-orders-1"],
  [{ kind: "mariadb", server: "orders-1", name: "reporting" }, "mariadb-reporting-orders-1"],
])("the kit is told of a database that is not `main`: %j", (recipe, id) => {
  const stepsOf = (own: object) => {
    const application = orders({ quiesce: { policy: "require", stages: [[own]] } });
    return partsOf(makeDesign(designFacts("atomic", { application }))).flatMap((part) =>
      part.kind === "step" ? [part.step] : [],
    );
  };
  const step = stepsOf(recipe).find((one) => one.id === id);
  expect(JSON.stringify(step)).toContain(`/etc/freezeframe/${recipe.kind}/reporting.conf`);
  const { kind, server } = recipe;
  expect(stepsOf({ kind, server }).map((one) => one.id)).not.toContainEqual(
    expect.stringMatching(/^(postgresql|mariadb)-/),
  );
});

test("MariaDB reaches A by its own recipe, which is told before those of other databases", () => {
  const stages = [
    [{ kind: "mariadb", server: "orders-1" }],
    [{ kind: "fsfreeze", server: "orders-1", roles: ["config"] }],
  ];
  const design = makeDesign(
    designFacts("loops", { application: orders({ quiesce: { policy: "require", stages } }) }),
  );
  expect(design.reach.frozen.grade).toBe("A");
  const markdown = designMarkdown(design);
  expect(markdown).toContain("By hand no `BACKUP STAGE` is held: the set is what a power cut would leave.");
  expect(markdown).toContain("### MariaDB\n");
  expect(markdown).toContain("### PostgreSQL (not in this application's manifest)\n");
});

test("every statement, and every row of a table, says where it comes from", () => {
  const design = makeDesign(designFacts());
  expect(Design.parse(JSON.parse(JSON.stringify(design)))).toEqual(design);
  expect(statementsOf(design).filter(({ from }) => from.length === 0)).toEqual([]);
  const lines = designMarkdown(design).split("\n");
  const rows = lines.filter(
    (line) => line.startsWith("| ") && !line.startsWith("| ---") && !line.endsWith("|  |"),
  );
  expect(rows.filter((line) => !/\[[A-Z]\d+( [A-Z]\d+)*\] \|$/.test(line))).toEqual([]);
});

test("each mark is in the list at the end, once", () => {
  const markdown = designMarkdown(makeDesign(designFacts()));
  const [body = "", sources = ""] = markdown.split("## Where each statement comes from");
  const used = new Set(
    [...body.matchAll(/ \[((?:[A-Z]\d+ ?)+)\]/g)].flatMap(([, marks = ""]) => marks.split(" ")),
  );
  const listed = [...sources.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, mark]) => mark);
  expect(new Set(listed)).toEqual(used);
  expect(listed).toHaveLength(used.size);
});

test("what these rights do not show is said to be unknown, and never guessed", () => {
  const hidden = { unread: "this credential is not shown them" };
  const cloud = cloudSeen({
    as: { project: "prod", reader: "prod" },
    pools: hidden,
    declared: [],
    groupTypes: [{ id: "gt-consistent", name: "consistent", spec: hidden }],
    volumeTypes: [{ id: "vt-fast", name: "fast", spec: hidden, backendName: hidden }],
  });
  const facts = designFacts("atomic", { cloud });
  const blind = { ...facts, volumes: facts.volumes.map((one) => ({ ...one, pool: hidden })) };
  const design = makeDesign(blind);
  expect(design.reach.unfrozen.grade).toBe("E");
  const said = firstParagraph(designMarkdown(design));
  expect(said).toContain("**Not known:** No back end of cloud `prod` could be seen");
  expect(statementsOf(design).filter(({ known }) => !known).length).toBeGreaterThan(3);
});

test("quota is reckoned for the retention asked, one set more than is kept", () => {
  const markdown = designMarkdown(makeDesign(designFacts()));
  // last 6, daily 7: 13 points and one more, of three volumes and 30 GiB.
  expect(markdown).toMatch(/\| snapshots \| 3 \| 42 \| 6 \| 6 \| 40 \| NO: 8 short \|/);
  expect(markdown).toMatch(/\| gigabytes \| 30 \| 420 \| 60 \| 60 \| 1000 \| yes/);
});

test("nothing that people have named can break a table or a shell line", () => {
  const facts = designFacts();
  const cloud = cloudSeen({
    groupTypes: [{ id: "gt-consistent", name: "it's | $(reboot)", spec: { value: "<is> True" } }],
  });
  const markdown = designMarkdown(makeDesign({ ...facts, cloud }));
  expect(markdown).toContain("| it's \\| $(reboot) |");
  expect(markdown).toContain(`openstack volume group type create 'it'\\''s | $(reboot)'`);
});

test("each command of Freezeframe's own that it names is one that there is", () => {
  const markdown = designMarkdown(makeDesign(designFacts()));
  const lines = [...markdown.matchAll(/(?:`|^)freezeframe ([a-z][^`\n]*)/gm)].map(([, words = ""]) => words);
  expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBeGreaterThan(8);
  for (const line of lines) {
    const words = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
    expect(() => readArguments(words, verbs), line).not.toThrow();
  }
});
