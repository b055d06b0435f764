/** The cloud's clock and ours agree to this, or nothing is deleted. */
const CLOCKS_APART_MS = 5 * 60_000;

interface Span {
  /** By our clock. */
  readonly from: number;
  readonly to: number | undefined;
}

/** Pure. Was it made in that time, by the cloud's clock? Not known is no: it may be a copy that somebody has made since. */
export const madeBetween = (
  { createdAt }: { readonly createdAt: number | undefined },
  { from, to }: Span,
): boolean =>
  createdAt !== undefined &&
  to !== undefined &&
  createdAt >= from - CLOCKS_APART_MS &&
  createdAt <= to + CLOCKS_APART_MS;
