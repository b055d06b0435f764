/** One line of the hold protocol (docs/hold-protocol.md). */
export interface Line {
  readonly verb: string;
  readonly values: ReadonlyMap<string, string>;
}

const shape = /^[A-Z]+( [a-z_]+=([A-Za-z0-9._:/@+,-]|%[0-9A-F]{2})*)*$/;

/** Undefined for what is not a line of the protocol. */
export function parseLine(text: string): Line | undefined {
  if (Buffer.byteLength(text) > 4096 || !shape.test(text)) return undefined;
  const [verb = "", ...words] = text.split(" ");
  const values = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const key = word.slice(0, at);
    if (values.has(key)) return undefined;
    values.set(key, decode(word.slice(at + 1)));
  }
  return { verb, values };
}

export type Values = Readonly<Record<string, string | number | undefined>>;

/** Values that are undefined are left out. */
export function formatLine(verb: string, values: Values = {}): string {
  const words = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encode(String(value))}`],
  );
  return `${[verb, ...words].join(" ")}\n`;
}

const encode = (text: string): string =>
  [...Buffer.from(text, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9._:/@+,-]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");

function decode(text: string): string {
  const latin = text.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin, "latin1").toString("utf8");
}
