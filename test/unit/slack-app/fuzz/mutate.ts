/** JSON that is taken apart. */
export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

export type Random = () => number;

export const pick = <T>(random: Random, among: readonly T[]): T => {
  const found = among[Math.floor(random() * among.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
};

/** Stands for lists in lists, deeper than a recursion goes; put in as text. */
const DEEP = '"__deep__"';
const DEPTH = 20_000;

/** What may stand anywhere in place of what belongs there. */
const junk: readonly ((random: Random) => Tree)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1e308,
  () => "",
  () => " ",
  () => [],
  () => ({}),
  () => [[], {}, null],
  () => "x".repeat(4_000),
  () => "__deep__",
  () => "<!channel>",
  () => "\u0000\uFFFF",
  () => "U0NOBODY",
  () => "T0ELSEWHERE",
  () => "ap-00000000",
  () => ({ constructor: { prototype: { polluted: true } } }),
  () => JSON.parse('{"__proto__":{"polluted":true}}'),
  (random) => `${random()}`,
];

/** Two at most are this large: a body has 1 MiB. */
const HUGE = 300_000;

interface Place {
  readonly holder: { [key: string]: Tree } | Tree[];
  readonly key: string;
}

const placesIn = (tree: Tree): Place[] =>
  typeof tree !== "object" || tree === null
    ? []
    : Object.entries(tree).flatMap(([key, inner]) => [{ holder: tree, key }, ...placesIn(inner)]);

const valueAt = ({ holder, key }: Place): Tree => (holder as Record<string, Tree>)[key] ?? null;
const put = ({ holder, key }: Place, value: Tree): void => {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
};

type Mutation = (at: Place, random: Random, all: readonly Place[]) => void;

/** Each keeps the shape of the rest. */
const mutations: readonly Mutation[] = [
  (at, random) => put(at, pick(random, junk)(random)),
  (at, random) => put(at, pick(random, junk)(random)),
  (at) => {
    if (Array.isArray(at.holder)) at.holder.splice(Number(at.key), 1);
    else delete at.holder[at.key];
  },
  // Another type of the same words.
  (at) => put(at, [valueAt(at)]),
  (at) => put(at, { id: valueAt(at) }),
  (at) => put(at, String(valueAt(at))),
  // A name that is not there, or is another one.
  (at, random) =>
    put(
      { ...at, key: pick(random, ["extra", "type", "id", "event", "name", "command"]) },
      pick(random, junk)(random),
    ),
  // Twice.
  (at) => (Array.isArray(at.holder) ? void at.holder.push(structuredClone(valueAt(at))) : undefined),
  // What stands somewhere else.
  (at, random, all) => put(at, structuredClone(valueAt(pick(random, all)))),
  // An id that is almost right.
  (at) => {
    const before = valueAt(at);
    if (typeof before === "string") put(at, before.length > 1 ? `${before.slice(0, -1)}~` : `${before}~`);
  },
];

/** The payload with one to four things wrong with it. */
export function mutated(payload: Tree, random: Random): Tree {
  const tree = structuredClone(payload);
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const all = placesIn(tree);
    if (all.length === 0) return tree;
    pick(random, mutations)(pick(random, all), random, all);
  }
  if (random() < 0.01) put(pick(random, placesIn(tree)), "x".repeat(HUGE));
  return tree;
}

/** As text; some of it no longer JSON. */
export function asText(tree: Tree, random: Random): string {
  const whole = JSON.stringify(tree).replace(DEEP, () => `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`);
  if (random() < 0.03) return whole.slice(0, Math.floor(random() * whole.length));
  return random() < 0.03 ? pick(random, ["null", "[]", "5", '"text"', "", "{}", "NaN", "true"]) : whole;
}

/**
 * The same, but what it is about is never what the person was shown: with a right to decide, this alone stands between the
 * payload and a decision.
 */
export function corrupted(payload: Tree, random: Random): Tree {
  const tree = structuredClone(payload);
  const wrong = (text: string): string => {
    if (!text.startsWith('{"approval":')) return wrongName(text, random);
    const { approval = "", digest = "" } = JSON.parse(text) as { approval?: string; digest?: string };
    return pick(random, [
      JSON.stringify({ approval, digest: digest.replace(/^./, (first) => (first === "0" ? "1" : "0")) }),
      JSON.stringify({ approval: `${approval.slice(0, -1)}~`, digest }),
      JSON.stringify({ approval, digest: [digest] }),
      JSON.stringify({ approval: { toString: approval }, digest }),
      JSON.stringify({ approval, digest: digest.toUpperCase() }),
      JSON.stringify({ approval, digest, also: 1 }),
      JSON.stringify([approval, digest]),
      text.slice(0, -1),
      `${text} `.repeat(2),
      "",
      "null",
      approval,
    ]);
  };
  for (const at of placesIn(tree)) {
    const value = valueAt(at);
    if (typeof value === "string" && isAbout(value)) put(at, wrong(value));
  }
  return tree;
}

const ABOUT = ['{"approval":', '{"restore":', '{"restoreOf":'];
const isAbout = (text: string): boolean =>
  ABOUT.some((start) => text.startsWith(start)) && text.endsWith("}");

/** The same for what carries one name alone. */
function wrongName(text: string, random: Random): string {
  const [[key, name] = ["", ""]] = Object.entries(JSON.parse(text) as Record<string, string>);
  return pick(random, [
    JSON.stringify({ [key]: `${name}~` }),
    JSON.stringify({ [key]: [name] }),
    JSON.stringify({ [key]: { toString: name } }),
    JSON.stringify({ [key]: name, also: 1 }),
    JSON.stringify({ [key]: "" }),
    JSON.stringify({ [`${key}s`]: name }),
    JSON.stringify([name]),
    text.slice(0, -1),
    "",
    "null",
    name,
  ]);
}
