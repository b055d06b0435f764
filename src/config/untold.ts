import { problemAt } from "./check-source.ts";
import type { Problem } from "./problem.ts";
import { valueAt } from "./value-at.ts";
import type { YamlSource } from "./yaml-source.ts";

/** Applications whose runs would be told nowhere although there is a Slack app. */
export function untold(manifests: readonly YamlSource[], config: YamlSource): Problem[] {
  if (valueAt(config.value, ["slack"]) === undefined) return [];
  if (valueAt(config.value, ["slack", "channel"]) !== undefined) return [];
  return manifests
    .filter((manifest) => valueAt(manifest.value, ["channel"]) === undefined)
    .map((manifest) =>
      problemAt(
        manifest,
        ["channel"],
        `no channel here and no slack.channel in ${config.file}: nobody is told how a snapshot ended`,
      ),
    );
}
