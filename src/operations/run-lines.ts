import { z } from "zod";
import type { RunLine } from "#domain/application-status.ts";
import type { Engine, RunView } from "#engine/port.ts";

/** What every workflow's input has that is about one application. */
const About = z.looseObject({ application: z.string(), requestedBy: z.string().optional() });

/** The application that a run is about; undefined when it is about none. */
export const applicationOf = (run: RunView): string | undefined =>
  About.safeParse(run.input).data?.application;

/** Who asked for it; undefined when nobody did. */
export const requestedBy = (run: RunView): string | undefined => About.safeParse(run.input).data?.requestedBy;

/** Runs that are not ended, by application. */
export async function unfinishedRuns(
  engine: Pick<Engine, "list">,
  phaseOf: (runId: string) => string | undefined,
): Promise<ReadonlyMap<string, RunLine[]>> {
  const [running, queued] = await Promise.all(
    (["running", "queued"] as const).map(async (state) =>
      (await engine.list({ state, limit: MOST })).flatMap((run) => {
        const about = About.safeParse(run.input).data;
        if (about === undefined) return [];
        const line: RunLine = {
          runId: run.id,
          workflow: run.workflow,
          state,
          since: run.createdAt,
          requestedBy: about.requestedBy,
          phase: phaseOf(run.id),
        };
        return [{ application: about.application, line }];
      }),
    ),
  );
  const grouped = Map.groupBy([...(running ?? []), ...(queued ?? [])], ({ application }) => application);
  return new Map([...grouped].map(([name, found]) => [name, found.map(({ line }) => line)]));
}

/** More than anybody reads, and than an installation has applications. */
const MOST = 10_000;
