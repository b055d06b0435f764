// Loaded before the program (node --import): it kills itself with SIGKILL at one of its durable writes.
// LAB_DIE_AT=before:12 or after:12; LAB_WRITES=FILE is told, at the end, how many there were.
import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

// biome-ignore lint/style/noProcessEnv: its only way to be told
const { LAB_DIE_AT = "", LAB_WRITES } = process.env;
const [moment, number] = LAB_DIE_AT.split(":");
const prepare = DatabaseSync.prototype.prepare;
let writes = 0;

function die() {
  process.kill(process.pid, "SIGKILL");
  // The signal may take an instant; nothing more may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

DatabaseSync.prototype.prepare = function (sql, ...rest) {
  const statement = prepare.call(this, sql, ...rest);
  if (sql !== "COMMIT") return statement;
  return {
    run: () => {
      writes += 1;
      const now = writes === Number(number);
      if (now && moment === "before") die();
      const result = statement.run();
      if (now && moment === "after") die();
      return result;
    },
  };
};

if (LAB_WRITES !== undefined) process.on("exit", () => writeFileSync(LAB_WRITES, String(writes)));
