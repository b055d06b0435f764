import { z } from "zod";

/** A piece of one answer, as the kit puts it on the console (docs/recovery-protocol.md, "On the console"). */
const Frame = z.object({
  /** Number of the answer, from 1. */
  entry: z.coerce.number().int().min(1).max(2_000),
  piece: z.coerce.number().int().min(1),
  pieces: z.coerce.number().int().min(1).max(50),
  text: z.string(),
  sum: z.string(),
});
export type Frame = z.infer<typeof Frame>;

/** More than the newest so many characters are never looked at: Nova gives 100 KiB. */
const LOOKED_AT = 256 * 1024;

/**
 * The pieces that are whole in a console's text, wherever in a line they begin: the kernel and others write in between, and
 * the beginning is forgotten. What has another nonce or a wrong checksum is as if it were not there.
 */
export function framesOf(console: string, nonce: string): Frame[] {
  const piece = new RegExp(
    `ffr:${nonce}:(?<entry>\\d{1,4})\\.(?<piece>\\d{1,2})\\.(?<pieces>\\d{1,2}):(?<text>[A-Za-z0-9 ._:/@+,=%-]{1,100}):(?<sum>[0-9a-f]{8});`,
    "g",
  );
  return [...console.slice(-LOOKED_AT).matchAll(piece)].flatMap(({ groups }) => {
    const { data } = Frame.safeParse(groups);
    if (data === undefined || data.piece > data.pieces) return [];
    const { entry, piece: at, pieces, text, sum } = data;
    return sumOf(`${nonce}:${entry}.${at}.${pieces}:${text}`) === sum ? [data] : [];
  });
}

/** The kit's own, of plain characters: against noise, not against malice. */
export function sumOf(text: string): string {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 0x8000_0000;
  return sum.toString(16).padStart(8, "0");
}
