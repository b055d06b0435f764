import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;

/**
 * The same picture with at most 256 colours, a quarter of the size. Takes what Chromium writes: 8-bit RGB or RGBA, not
 * interlaced (https://www.w3.org/TR/png-3). Transparency is dropped: pictures of messages have none.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = decoded(png);
  const { palette, indexOf } = paletteOf(pixels, channels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    to += 1;
    for (let x = 0; x < width; x++, from += channels, to++) rows[to] = indexOf(reduced(pixels, from));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", palette),
    chunk("IDAT", data),
    chunk("IEND"),
  ]);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Buffer;
}

function decoded(png: Buffer): Pixels {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0)
    throw new Error("expected an 8-bit RGB or RGBA picture, not interlaced");
  return {
    width,
    height,
    channels,
    pixels: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels),
  };
}

/** Undoes the filter of each row; a row begins with the filter's number. */
function unfiltered(raw: Buffer, stride: number, height: number, channels: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (out[at - channels] ?? 0);
      const up = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (out[at - stride - channels] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** Five bits of each channel: neighbours of a colour fall together. */
const reduced = (pixels: Buffer, at: number): number =>
  (five(pixels[at]) << 10) | (five(pixels[at + 1]) << 5) | five(pixels[at + 2]);
const five = (value = 0): number => Math.round((value * 31) / 255);
const eight = (value: number): number => Math.round(((value & 31) * 255) / 31);

/** The commonest colours; every other one is shown as its nearest. */
function paletteOf(
  pixels: Buffer,
  channels: number,
): { palette: Buffer; indexOf: (colour: number) => number } {
  const seen = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = reduced(pixels, at);
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  const kept = [...seen]
    .sort((a, b) => b[1] - a[1])
    .slice(0, COLOURS)
    .map(([colour]) => colour);
  const known = new Map(kept.map((colour, index) => [colour, index]));
  const palette = Buffer.from(
    kept.flatMap((colour) => [eight(colour >> 10), eight(colour >> 5), eight(colour)]),
  );
  const indexOf = (colour: number): number => {
    const at = known.get(colour) ?? nearest(kept, colour);
    known.set(colour, at);
    return at;
  };
  return { palette, indexOf };
}

function nearest(kept: readonly number[], colour: number): number {
  const far = (other: number) =>
    [10, 5, 0].reduce((sum, shift) => sum + (((colour >> shift) & 31) - ((other >> shift) & 31)) ** 2, 0);
  return kept.reduce((best, other, index) => (far(other) < far(kept[best] ?? 0) ? index : best), 0);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
}
