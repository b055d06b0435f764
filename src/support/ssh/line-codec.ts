/** One line of the hold or the recovery protocol (docs/hold-protocol.md): a verb and named values. */
export interface Line {
  readonly verb: string;
  /** Each value as the items between its commas; a plain value is one item. */
  readonly args: Readonly<Record<string, readonly string[]>>;
}

/** Bytes of one line, without its end. */
export const maxLineBytes = 4_096;

const grammar = /^[A-Z]+(?: [a-z_]+=(?:[A-Za-z0-9._:/@+,-]|%[0-9A-F]{2})*)*$/;

/** Writes a line, without its end. A list's items may hold commas, a plain value's commas stay what they are. */
export function encodeLine(
  verb: string,
  args: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
): string {
  const words = Object.entries(args).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const text = typeof value === "object" ? value.map(encodeItem).join(",") : encodeText(String(value));
    return [`${key}=${text}`];
  });
  return [verb, ...words].join(" ");
}

/** Reads a line; undefined for anything that is not one, such as a key that comes twice. */
export function decodeLine(text: string): Line | undefined {
  if (text.length > maxLineBytes || !grammar.test(text)) return undefined;
  const [verb = "", ...words] = text.split(" ");
  const args: Record<string, readonly string[]> = Object.create(null);
  for (const word of words) {
    const at = word.indexOf("=");
    const key = word.slice(0, at);
    const items = word
      .slice(at + 1)
      .split(",")
      .map(decodeText);
    if (key in args || items.some((item) => item === undefined)) return undefined;
    args[key] = items.filter((item) => item !== undefined);
  }
  return { verb, args };
}

/** The plain value of a key. */
export const textOf = (line: Line, key: string): string | undefined => line.args[key]?.join(",");

/** The items of a key's list; none for an empty value. */
export const listOf = (line: Line, key: string): readonly string[] =>
  (line.args[key] ?? []).filter((item) => item !== "");

const encodeItem = (text: string): string => encodeText(text).replaceAll(",", "%2C");

function encodeText(text: string): string {
  let out = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9._:/@+,-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

/** Undefined for a NUL, which no path and no name can hold. Bytes that are no UTF-8 come out as U+FFFD. */
function decodeText(text: string): string | undefined {
  if (text.includes("%00")) return undefined;
  const bytes = text.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
