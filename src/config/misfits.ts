import { didYouMean } from "#domain/did-you-mean.ts";
import { Duration, describeDuration } from "#domain/duration.ts";
import { BUDGET_DEFAULT_MS, BUDGET_MAX_MS } from "#domain/manifest/quiesce.ts";
import { problemAt } from "./check-source.ts";
import type { Problem } from "./problem.ts";
import { valueAt } from "./value-at.ts";
import type { YamlSource } from "./yaml-source.ts";

/**
 * What manifests ask of the installation that its config does not give: clouds, budgets, a way to the guests. Reads the
 * files as they stand, so that something wrong elsewhere in one of them hides nothing of this.
 */
export function misfitsOf(manifests: readonly YamlSource[], config: YamlSource): Problem[] {
  if (config.value === undefined) return [];
  return manifests.flatMap((manifest) => [
    ...cloudMisfits(manifest, config),
    ...budgetMisfits(manifest, config),
    ...guestMisfits(manifest, config),
  ]);
}

function* cloudMisfits(manifest: YamlSource, config: YamlSource): Generator<Problem> {
  const clouds = Object.keys(valueAt(config.value, ["clouds"]) ?? {});
  const cloud = valueAt(manifest.value, ["cloud"]);
  if (typeof cloud !== "string" || clouds.length === 0 || clouds.includes(cloud)) return;
  const message = `"${cloud}" is not among the clouds of ${config.file} (${clouds.join(", ")})`;
  yield problemAt(manifest, ["cloud"], message, { hint: didYouMean(cloud, clouds) });
}

function* budgetMisfits(manifest: YamlSource, config: YamlSource): Generator<Problem> {
  const written = valueAt(manifest.value, ["quiesce", "budget"]);
  const budget = Duration.safeParse(written ?? `${BUDGET_DEFAULT_MS}ms`);
  const maximum = Duration.safeParse(valueAt(config.value, ["limits", "budgetMax"]));
  // Above the maximum of all, the manifest's own schema has said so.
  if (!budget.success || !maximum.success || budget.data <= maximum.data || budget.data > BUDGET_MAX_MS)
    return;
  const message = `expected at most ${describeDuration(maximum.data)}, the limits.budgetMax of ${config.file}, got ${describeDuration(budget.data)}`;
  yield problemAt(manifest, ["quiesce", "budget"], message);
}

function* guestMisfits(manifest: YamlSource, config: YamlSource): Generator<Problem> {
  const servers = valueAt(manifest.value, ["servers"]);
  if (!Array.isArray(servers) || valueAt(config.value, ["guests"]) !== undefined) return;
  for (const index of servers.keys()) {
    const path = ["servers", index, "ssh"];
    if (valueAt(manifest.value, path) === undefined) continue;
    yield problemAt(manifest, path, `${config.file} has no guests.ssh: with which key and known hosts?`);
  }
}
