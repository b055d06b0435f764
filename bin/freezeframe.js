#!/usr/bin/env node
// Plain JavaScript that any Node can read: an older one hands over to the Node 24 of this clone, or says what to do.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const [major] = process.versions.node.split(".").map(Number);
const own = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
if (major >= 24) {
  // Halves the start. In the clone, where nobody else may write, not in the shared temporary folder.
  nodeModule.enableCompileCache?.(fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url)));
  const { main } = await import("../src/main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(own)) {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (status) => process.exit(status ?? 1));
} else {
  process.stderr.write(
    `freezeframe: needs Node 24 or newer, this is ${process.versions.node}\n  next: run npm ci in the clone (it brings Node 24 along), or install Node 24\n`,
  );
  process.exitCode = 2;
}
