import { z } from "zod";
import { findDrivers, restoreFacts } from "#domain/drivers/knowledge-base.ts";
import type { BackendEvidence } from "../evidence.ts";
import { error, type Finding, warning } from "../finding.ts";

/** One volume per member snapshot, or one group from the group snapshot (create-from-src). */
export const Strategy = z.enum(["volumes", "group"]);
export type Strategy = z.infer<typeof Strategy>;

export const StrategyChoice = z.object({
  /** Absent: neither is possible. */
  how: Strategy.optional(),
  why: z.string(),
});
export type StrategyChoice = z.infer<typeof StrategyChoice>;

/** Can it be done? Undefined: nobody knows. */
export interface Ways {
  readonly volumes: boolean | undefined;
  readonly group: boolean | undefined;
  readonly why: string;
  /** Class of the driver, where somebody named one. */
  readonly driver?: string | undefined;
}

/**
 * How a point of this back end can be restored. A member that Cinder cut by itself is an ordinary snapshot. One that the
 * array cut with its group may bear the group snapshot's name there, and then no volume can be made of it alone; that is
 * a matter of the driver class. `declared` is the class behind the volumes today, for a point whose evidence names none.
 */
export function waysToRestore(backend: Pick<BackendEvidence, "driver">, declared?: string): Ways {
  const { driver } = backend;
  if (driver?.verdict === "loops")
    return {
      volumes: true,
      group: true,
      why: "Cinder took the members one after another: each is a snapshot of its own",
    };
  const name = driver?.driver ?? declared;
  const [known, ...others] = name === undefined ? [] : findDrivers(name);
  if (known === undefined || others.length > 0)
    return {
      volumes: undefined,
      group: undefined,
      driver: name,
      why: `${name === undefined ? "the driver behind the point is not known" : `${name} is not known`}: one volume per member at least shows Cinder's own status of each`,
    };
  const { usableAlone, groupRestore, source } = restoreFacts(known);
  const alone = usableAlone
    ? "can make a volume of a single member"
    : "cannot find a single member of a group snapshot";
  const whole = groupRestore ? "" : ", and its group restore always fails";
  return { volumes: usableAlone, group: groupRestore, why: `${known.driver} ${alone}${whole} (${source})` };
}

/** What will be done: what was asked for, else the first way that is not known to fail, volumes before group. */
export function chooseStrategy(ways: Ways, asked: Strategy | undefined): StrategyChoice {
  if (asked !== undefined) return { how: asked, why: `asked for; ${ways.why}` };
  if (ways.volumes !== false) return { how: "volumes", why: ways.why };
  return ways.group === false ? { why: ways.why } : { how: "group", why: ways.why };
}

/** What stands against the choice, or has to be known of it before somebody approves. */
export function strategyFindings(ways: Ways, choice: StrategyChoice, restored: Restored): Finding[] {
  const { how } = choice;
  const { about } = restored;
  if (how === undefined || (ways.volumes === false && ways.group === false))
    return [
      error(
        "no-way-to-restore",
        about,
        `neither volumes nor a group can be made of this point: ${ways.why}`,
        {
          next: "restore it with the array's own tools",
        },
      ),
    ];
  const other = how === "group" ? "volumes" : "group";
  if (ways[how] === false)
    return [
      error("strategy-impossible", about, ways.why, { next: `leave it out, or say --strategy ${other}` }),
    ];
  return [...(how === "group" ? groupFindings(restored, ways) : []), ...unknownFindings(ways, how, about)];
}

interface Restored {
  readonly about: string;
  /** Roles of the point that are not restored. */
  readonly leftOut: readonly string[];
}

function groupFindings({ about, leftOut }: Restored, ways: Ways): Finding[] {
  const all =
    leftOut.length === 0
      ? []
      : [
          error("group-restores-all", about, "a group is restored whole or not at all", {
            next:
              ways.volumes === false ? "leave --roles out" : "leave --roles out, or say --strategy volumes",
          }),
        ];
  if (ways.volumes !== true) return all;
  return [
    ...all,
    warning(
      "group-restore-may-be-hollow",
      about,
      "Cinder makes this group one volume after another and says available even of one that failed (cinder/volume/manager.py, _create_group_from_group_snapshot_generic)",
      { costs: "only reading the data shows whether it is there", next: "say --strategy volumes" },
    ),
  ];
}

const unknownFindings = (ways: Ways, how: Strategy, about: string): Finding[] =>
  ways[how] !== undefined
    ? []
    : [
        warning("strategy-unknown", about, ways.why, {
          costs: `if the driver cannot do it, the run fails and tears down; then say --strategy ${how === "group" ? "volumes" : "group"}`,
          next:
            ways.driver === undefined
              ? "declare the driver in config.yml under clouds.<name>.backends"
              : "try it once in a quiet hour: a restore touches nothing that exists",
        }),
      ];
