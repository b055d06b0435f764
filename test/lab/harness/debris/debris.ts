import type { OrphanClass, OrphanKind } from "#domain/orphans/orphan.ts";

/** What one generator has made: how Freezeframe is to call it, and who can take it away. */
export interface Debris {
  readonly class: OrphanClass;
  readonly kind: OrphanKind;
  readonly thing: string;
  readonly by: "clean-up" | "administrator" | "owner";
  /** Why clean-up leaves it alone as it is; absent: it does not. */
  readonly stays?: RegExp;
}

export const wordsOf = ({ class: of, kind, thing, by }: Omit<Debris, "stays">): string =>
  `${of}: ${kind} ${thing} (${by})`;
