/**
 * Compares a recorded value with the simulated one: same keys, same types, same values. Ids may differ but must stand
 * for the same things throughout (`ids`: recorded → simulated, extended on the way), times must have the same form, and
 * URLs the same path.
 */
export function differences(
  recorded: unknown,
  simulated: unknown,
  ids: Map<string, string>,
  at = "answer",
): string[] {
  if (isRecord(recorded) && isRecord(simulated)) return ofRecords(recorded, simulated, ids, at);
  if (Array.isArray(recorded) && Array.isArray(simulated)) return ofLists(recorded, simulated, ids, at);
  if (typeof recorded === "string" && typeof simulated === "string")
    return ofTexts(recorded, simulated, ids, at);
  return Object.is(recorded, simulated)
    ? []
    : [`${at}: ${show(recorded)} was recorded, ${show(simulated)} came`];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? "nothing";

function ofRecords(
  recorded: Record<string, unknown>,
  simulated: Record<string, unknown>,
  ids: Map<string, string>,
  at: string,
): string[] {
  const missing = Object.keys(recorded).filter((key) => !(key in simulated));
  const extra = Object.keys(simulated).filter((key) => !(key in recorded));
  return [
    ...missing.map((key) => `${at}.${key}: is missing`),
    ...extra.map((key) => `${at}.${key}: was not recorded`),
    ...Object.keys(recorded)
      .filter((key) => key in simulated)
      .flatMap((key) => differences(recorded[key], simulated[key], ids, `${at}.${key}`)),
  ];
}

/** Rows of one second have no order in Cinder, and catalogs none at all: what can be told apart by name is. */
function ofLists(recorded: unknown[], simulated: unknown[], ids: Map<string, string>, at: string): string[] {
  if (recorded.length !== simulated.length) {
    return [`${at}: ${recorded.length} entries were recorded, ${simulated.length} came`];
  }
  if (areIds(recorded)) return ofIds(recorded, simulated, ids, at);
  const byKey = (list: unknown[], map: ReadonlyMap<string, string>): unknown[] =>
    [...list].sort((a, b) => keyOf(a, map).localeCompare(keyOf(b, map)));
  const sorted = byKey(simulated, new Map());
  return byKey(recorded, ids).flatMap((entry, index) =>
    differences(entry, sorted[index], ids, `${at}[${index}]`),
  );
}

const areIds = (list: unknown[]): list is string[] =>
  list.every((entry) => typeof entry === "string" && idShape.test(entry));

/** Bare ids tell nothing of what they stand for: only those that are known already can be looked for. */
function ofIds(
  recorded: readonly string[],
  simulated: readonly unknown[],
  ids: ReadonlyMap<string, string>,
  at: string,
): string[] {
  return recorded
    .map((id) => ids.get(id))
    .filter((id) => id !== undefined && !simulated.includes(id))
    .map((id) => `${at}: ${id} is missing`);
}

function keyOf(entry: unknown, ids: ReadonlyMap<string, string>): string {
  if (typeof entry === "string") return ids.get(entry) ?? entry;
  if (!isRecord(entry)) return show(entry);
  const { name, type, interface: side, volume_id: volume, snapshot_id: snapshot } = entry;
  const origins = [volume, snapshot].map((id) => (typeof id === "string" ? (ids.get(id) ?? id) : ""));
  return [name, type, side, ...origins].join("/");
}

const idShape = /^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}/g;
const timeShape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?$/;
/** Keystone's audit ids: random, nothing refers to them. */
const randomShape = /^[A-Za-z0-9_-]{22}$/;

function ofTexts(recorded: string, simulated: string, ids: Map<string, string>, at: string): string[] {
  const say = [`${at}: ${show(recorded)} was recorded, ${show(simulated)} came`];
  if (idShape.test(recorded)) return sameThing(recorded, simulated, ids) ? [] : say;
  if (timeShape.test(recorded)) return formOf(recorded) === formOf(simulated) ? [] : say;
  if (at.includes(".audit_ids[")) return randomShape.test(simulated) ? [] : say;
  const translated = translate(recorded, ids);
  return anyRequest(translated) === anyRequest(simulated) ? [] : say;
}

function sameThing(recorded: string, simulated: string, ids: Map<string, string>): boolean {
  const known = ids.get(recorded);
  if (known !== undefined) return known === simulated;
  if (recorded.includes("-") !== simulated.includes("-") || recorded.length !== simulated.length)
    return false;
  if ([...ids.values()].includes(simulated)) return false;
  ids.set(recorded, simulated);
  return true;
}

/** Where one service repeats another's answer, it names that request. */
const anyRequest = (text: string): string => text.replace(/req-[0-9a-f-]{36}/g, "req-*");

/** `0000-00-00T00:00:00.000000`: digits, separators and zone. */
const formOf = (time: string): string => time.replace(/\d/g, "0");

/** A recorded text with the simulated ids in it. */
export const translate = (text: string, ids: ReadonlyMap<string, string>): string =>
  text.replace(anyId, (id) => ids.get(id) ?? id);
