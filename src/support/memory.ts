import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";

const Collect = z.custom<(how: { type: "major"; execution: "sync"; flavor: "last-resort" }) => void>(
  (value) => typeof value === "function",
);

/** V8's own default, `node --v8-options`: collections that a function outlives unused before its bytecode goes. */
const BYTECODE_OLD_AGE = 6;

/**
 * Gives back what loading and parsing everything has taken, about a quarter of the process, and the bytecode of what ran only then:
 * V8 would keep both for a bot that waits most of its life. With the bot loaded it takes about a quarter of a second in which
 * nothing else happens, so call it before anything can be frozen.
 */
export function giveBackMemory(): void {
  setFlagsFromString("--expose-gc");
  setFlagsFromString("--bytecode-old-age=1");
  const collect = Collect.parse(runInNewContext("gc"));
  // The first makes what has not run since old, the second lets it go.
  for (let time = 1; time <= 2; time++) collect({ type: "major", execution: "sync", flavor: "last-resort" });
  setFlagsFromString(`--bytecode-old-age=${BYTECODE_OLD_AGE}`);
}
