/** `2026-11-22T12:05:39.000000`: UTC without a zone, whole seconds, as Cinder's database keeps it. */
export function stamp(at: number): string;
export function stamp(at: number | null): string | null;
export function stamp(at: number | null): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, 19)}.000000`;
}

/** Keystone writes the zone: `2026-11-22T12:05:39.000000Z`. */
export const keystoneStamp = (at: number): string => `${stamp(at)}Z`;
