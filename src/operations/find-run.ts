import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import type { Engine, RunView } from "#engine/port.ts";

/** Among how many of the newest runs a near name is looked for. */
const LOOK_AT = 200;

/** The run of this id. Throws `not-found` with the nearest of the newest runs. */
export async function findRun(engine: Pick<Engine, "get" | "list">, id: string): Promise<RunView> {
  const run = await engine.get(id);
  if (run !== undefined) return run;
  const newest = await engine.list({ limit: LOOK_AT });
  const near = didYouMean(
    id,
    newest.map((one) => one.id),
  );
  throw new DomainError("not-found", `there is no run "${id}"${near === undefined ? "" : `; ${near}`}`, {
    next: "runs lists them",
  });
}
