// Installs the dependencies of this clone, once; costs nothing after. Plain JavaScript: the system's Node may be older than
// what the project runs on. Everything else in the project runs on the Node 24 that this brings along.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.installed-lock`;
const lock = createHash("sha256")
  .update(readFileSync(`${root}package-lock.json`))
  .digest("hex");
const installed = existsSync(stamp) && readFileSync(stamp, "utf8") === lock;

if (!installed) {
  process.stderr.write("installing dependencies (npm ci), once …\n");
  // Under `npm run` the environment carries npm's own settings; NODE_ENV=production would leave the tools out.
  // biome-ignore lint/style/noProcessEnv: npm must be given the whole environment
  const env = { ...process.env, NODE_ENV: "" };
  const { status, error } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    process.stderr.write(
      `npm ci failed${error === undefined ? "" : ` (${error.message})`}: see its message above, then try again\n`,
    );
    process.exit(1);
  }
  if (!existsSync(`${root}node_modules/node/bin/node`)) {
    process.stderr.write(
      "npm ci brought no Node 24: its install script did not run. Is ignore-scripts set? Try: npm rebuild node\n",
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
