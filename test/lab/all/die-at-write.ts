/**
 * Loaded before the bot (node --import): once the file DIE_ARMED is there, it kills itself with SIGKILL at one of the durable
 * writes that follow. DIE_AT=before:12 or after:12.
 */
import { existsSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

// biome-ignore lint/style/noProcessEnv: its only way to be told
const { DIE_AT = "", DIE_ARMED = "" } = process.env;
const [moment, number] = DIE_AT.split(":");
const { prepare } = DatabaseSync.prototype;
let writes = 0;

DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  const statement = prepare.call(this, sql);
  if (sql !== "COMMIT") return statement;
  const run = statement.run.bind(statement);
  statement.run = () => {
    if (existsSync(DIE_ARMED)) writes += 1;
    const now = writes === Number(number);
    if (now && moment === "before") die();
    const result = run();
    if (now && moment === "after") die();
    return result;
  };
  return statement;
};

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal may take an instant; nothing more may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error("unreachable: this process was killed");
}
