import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * A connection that compiles each SQL text once. Texts are constants of this program, so their number is bounded; values
 * are always bound. SQLite itself compiles a statement again when the schema has changed.
 */
export class PreparingDatabase extends DatabaseSync {
  readonly #prepared = new Map<string, StatementSync>();

  override prepare(text: string): StatementSync {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    const statement = super.prepare(text);
    // A pragma may be answered when it is compiled (sqlite.org/pragma.html): each asking compiles it anew.
    if (!text.startsWith("PRAGMA")) this.#prepared.set(text, statement);
    return statement;
  }
}
