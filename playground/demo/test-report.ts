import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ask } from "./bot.ts";
import { isPng, keptFolder } from "./chart.ts";
import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";

/** The audit report of a day, as files that stay when the demo has ended. */
export async function reported({ say, world }: Stage): Promise<readonly Promised[]> {
  const folder = await keptFolder();
  say("types", `freezeframe report --since 1d --out ${folder}, in a shell`);
  await ask<unknown>(world.config, ["report", "--since", "1d", "--out", folder]);
  const names = (await readdir(folder, { recursive: true })).toSorted();
  const contents = new Map<string, Buffer>();
  for (const name of names.filter((one) => /\.(md|png|json)$/.test(one)))
    contents.set(name, await readFile(join(folder, name)));
  const page = [...contents].find(([name]) => name.endsWith(".md"))?.[1].toString() ?? "";
  const charts = names.filter((name) => name.endsWith(".png"));
  return [
    {
      text: `a page, its data and charts: ${names.map((name) => join(folder, name)).join(", ")}`,
      kept: charts.length > 0 && names.some((name) => name.endsWith(".json")),
    },
    { text: "its charts are pictures", kept: charts.every((name) => isPng(contents.get(name))) },
    {
      text: "it counts what passed, what failed and what says nothing, and does not hide the failed one",
      kept: /passed/i.test(page) && /failed/i.test(page) && /inconclusive/i.test(page),
    },
    {
      text: "it says that the hash chain was verified",
      kept: /hash chain|chain .*(intact|verified)/i.test(page),
    },
  ];
}
