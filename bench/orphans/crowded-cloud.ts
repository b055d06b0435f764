import { startCloud } from "../../playground/cloud/server.ts";
import { crowdedSeed } from "./crowd.ts";

// The simulated cloud in a process of its own: passwords on stdin, one line of JSON; its URL on stdout. Ends with stdin.

let first: string | undefined;
for await (const chunk of process.stdin.setEncoding("utf8")) {
  if (first !== undefined) continue;
  first = String(chunk);
  const cloud = await startCloud(crowdedSeed(JSON.parse(first)));
  process.stdout.write(`${cloud.url}\n`);
}
process.exit(0);
