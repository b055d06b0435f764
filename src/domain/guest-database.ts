import { type DatabaseKind, databaseNames } from "#domain/restore/check.ts";

/** A database server in a guest, as a manifest's recipe names it. */
export interface GuestDatabase {
  readonly kind: DatabaseKind;
  readonly name: string;
}

/** `MariaDB "main"` */
export const databaseTitle = ({ kind, name }: GuestDatabase): string => `${databaseNames[kind]} "${name}"`;
