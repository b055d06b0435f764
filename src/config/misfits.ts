import { describeDuration } from "#domain/duration.ts";
import { problemAt } from "./check-source.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Problem } from "./problem.ts";
import type { Manifest } from "./read-manifests.ts";
import type { Config } from "./schema.ts";

/** What manifests ask of the installation that its config does not give: clouds, budgets, a way to the guests. */
export function misfitsOf(manifests: readonly Manifest[], config: Config): Problem[] {
  return manifests.flatMap((manifest) => [
    ...cloudMisfits(manifest, Object.keys(config.clouds)),
    ...budgetMisfits(manifest, config.limits.budgetMaxMs),
    ...guestMisfits(manifest, config.guests !== undefined),
  ]);
}

function* cloudMisfits({ application, source }: Manifest, clouds: readonly string[]): Generator<Problem> {
  const { cloud } = application;
  if (clouds.includes(cloud)) return;
  const message = `"${cloud}" is not among the clouds of config.yml (${clouds.join(", ")})`;
  yield problemAt(source, ["cloud"], message, { hint: didYouMean(cloud, clouds) });
}

function* budgetMisfits({ application, source }: Manifest, maximum: number): Generator<Problem> {
  const { budget } = application.quiesce;
  if (budget <= maximum) return;
  const message = `expected at most ${describeDuration(maximum)}, the limits.budgetMax of config.yml, got ${describeDuration(budget)}`;
  yield problemAt(source, ["quiesce", "budget"], message);
}

function* guestMisfits({ application, source }: Manifest, reachable: boolean): Generator<Problem> {
  if (reachable) return;
  for (const [index, server] of application.servers.entries()) {
    if (server.ssh === undefined) continue;
    yield problemAt(
      source,
      ["servers", index, "ssh"],
      "config.yml has no guests.ssh: with which key and known hosts?",
    );
  }
}
