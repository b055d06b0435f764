import type { Lab } from "./lab.ts";
import type { Answer } from "./open-stack.ts";
import { until } from "./until.ts";

/** Sends a design's REST blocks as they stand there, and keeps of the answers what they say. */
export interface HttpBlocks {
  run(who: string, text: string): Promise<void>;
  readonly kept: ReadonlyMap<string, string>;
}

const VERSION = { VOLUME: "volume 3.38", COMPUTE: "compute 2.60" } as const;

export function designHttp({ bot, admin }: Lab): HttpBlocks {
  const kept = new Map<string, string>();
  const filled = (text: string): string =>
    text.replaceAll(/\$(\w+)/g, (whole, name: string) => kept.get(name) ?? whole);
  return {
    kept,
    run: async (who, text) => {
      const [first = ""] = text.split("\n");
      const [, method = "", service = "", path = ""] = /^(\S+) \$(VOLUME|COMPUTE)(\S+)$/.exec(first) ?? [];
      const json = text
        .split("\n")
        .slice(1)
        .filter((line) => !line.startsWith("#"))
        .join("\n")
        .trim();
      const body: unknown = json === "" ? undefined : JSON.parse(filled(json));
      const as = who === "admin" ? admin : bot;
      const send = () =>
        service === "COMPUTE"
          ? as.nova(method, filled(path), body)
          : as.cinder(method, filled(path), body, VERSION.VOLUME);
      const [, status, saves = ""] = /^# answers (\d+)(.*)$/m.exec(text) ?? [];
      const again = /^# ask again until (\S+) = (.+)$/m.exec(text);
      const gone = /^# ask again until it answers (\d+)$/m.exec(text);
      const answer = await until(first, async () => accepted(await send(), { again, gone }), 180_000, 500);
      if (answer.status !== Number(status))
        throw new Error(`${first}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
      for (const [, name = "", where = ""] of saves.matchAll(/; (\w+) = ([^\s;]+)/g))
        kept.set(name, String(at(answer.body, filled(where))));
    },
  };
}

/** Undefined: ask again. */
function accepted(
  answer: Answer,
  { again, gone }: { readonly again: RegExpExecArray | null; readonly gone: RegExpExecArray | null },
): Answer | undefined {
  if (gone !== null) return answer.status === Number(gone[1]) ? answer : undefined;
  if (again === null) return answer;
  const is = at(answer.body, again[1] ?? "");
  if (String(is).startsWith("error")) throw new Error(`${again[1]} is ${is}`);
  return is === again[2] ? answer : undefined;
}

/** `volumes[snapshot_id=…].id`: the first of a list that has it. */
function at(body: unknown, path: string): unknown {
  let here = body;
  for (const part of path.match(/[^.[\]]+(?:\[[^\]]+\])?/g) ?? []) {
    const [, name = "", key, value] = /^([^[]+)(?:\[(\w+)=([^\]]+)\])?$/.exec(part) ?? [];
    // biome-ignore lint/suspicious/noExplicitAny: an observer looks into whatever OpenStack says
    here = (here as any)?.[name];
    // biome-ignore lint/suspicious/noExplicitAny: as above
    if (key !== undefined) here = (here as any[])?.find((one) => one[key] === value);
  }
  return here;
}
