import type { z } from "zod";

/** Where a document stands in one of its kind's indexes: under `key`, ordered by `position` and then by id. */
export interface IndexEntry {
  readonly key: string;
  /** Default 0. */
  readonly position?: number;
}

/** Declares what a kind's documents look like and what they can be found by. */
export interface DocumentKind<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /**
   * By name; `undefined` leaves a document out of that index. An index whose meaning changes gets a new name: then
   * the kind's indexes are rebuilt when the kind is first searched.
   */
  readonly indexes: Readonly<Record<string, (value: T) => IndexEntry | undefined>>;
}

export interface Document<T> {
  readonly kind: string;
  readonly id: string;
  /** 1 when created, one more with each change. */
  readonly version: number;
  readonly value: T;
}

/** Both ends are included. */
export interface IndexRange {
  readonly key: string;
  readonly from?: number;
  readonly to?: number;
}

export interface FindOptions {
  /** Default 1000. */
  readonly limit?: number;
  /** By position; default ascending. */
  readonly order?: "ascending" | "descending";
}
