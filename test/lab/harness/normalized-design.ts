/** A design without what is another in each lab: ids, times, ports, versions and quota. Ids keep their number. */
export function normalizedDesign(markdown: string): string {
  const ids = new Map<string, string>();
  const numbered = (id: string): string => {
    const known = ids.get(id) ?? `ID-${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  return withoutOthers(markdown)
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, numbered)
    .replaceAll(/\b[0-9a-f]{32}\b/g, numbered)
    .replaceAll(/\bID-\d+(?: ID-\d+)+/g, inOrder)
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b/g, "TIME")
    .replaceAll(/\bguest kit \d+\.\d+\.\d+/g, "guest kit VERSION")
    .replaceAll(/\broom for \d+ more points/g, "room for SO MANY more points")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replaceAll(/\blab-[0-9a-z]{6}\b/g, "INSTANCE");
}

/** Ids that a command has sorted are in another order in each lab. */
const inOrder = (ids: string): string =>
  ids
    .split(" ")
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .join(" ");

/** What other tests have in the same cloud meanwhile, or have left there: rows, parts of cells, and costs; and a kit of another day. */
const withoutOthers = (markdown: string): string =>
  markdown
    .replaceAll(/\b(?:scratch|design)-[0-9a-f]{8}[\w-]*, /g, "")
    .split("\n")
    .filter((line) => !/\b(?:scratch|design)-[0-9a-f]{8}|: its guest kit is /.test(line))
    .join("\n")
    .replace(/(### What stands in the way[^\n]*\n\n)\n(?=###)/, "$1Nothing. [C6]\n\n");
