import type { Application } from "../application.ts";
import { describeDuration } from "../duration.ts";
import { type Finding, warning } from "../finding.ts";
import { type LongRunning, longRunningFindings, longRunningPassed } from "./long-running.ts";
import { managerFindings } from "./managers.ts";
import { type Passed, passed } from "./passed.ts";

/** Software that promotes another server when this one is silent for too long. */
export interface ClusterManager {
  readonly kind: "patroni" | "pacemaker" | "etcd";
  /** How long it waits, ms. Absent: it could not be read in the guest. */
  readonly ttlMs?: number | undefined;
  /** Between two renewals of its lease, ms. */
  readonly everyMs?: number | undefined;
  /** The mount that its own data lies on. */
  readonly mount?: string | undefined;
}

/** What one guest says of itself before anything is frozen. */
export interface GuestFacts {
  readonly server: string;
  readonly kit: string;
  /** The kit of this release. */
  readonly shipped: string;
  readonly kitIsOld: boolean;
  readonly kernel: string;
  /** The guest's wall clock less the bot's, ms: at least so much, whatever the answer took. Absent: not said. */
  readonly clockOffMs?: number | undefined;
  /** Absent: the kit is too old to be asked. */
  readonly managers?: readonly ClusterManager[] | undefined;
  readonly longRunning?: readonly LongRunning[] | undefined;
}

/** Clocks that NTP keeps are some milliseconds off; times in evidence are shown to the second. */
const CLOCK_MS = 1_000;

export function guestFindings(
  facts: GuestFacts,
  { quiesce }: Application,
  frozen: readonly string[],
): Finding[] {
  return [
    ...kitFindings(facts),
    ...clockFindings(facts),
    ...(facts.managers ?? []).flatMap((manager) =>
      managerFindings(facts.server, manager, { budgetMs: quiesce.budget, frozen }),
    ),
    ...(facts.longRunning ?? []).flatMap((one) => longRunningFindings(facts.server, one, quiesce.policy)),
  ];
}

/** What nothing stands against: one line for the guest itself, one for what runs in it. */
export function guestPassed(
  facts: GuestFacts,
  application: Application,
  frozen: readonly string[],
): Passed[] {
  const { server, kit, kernel, clockOffMs, managers, longRunning } = facts;
  const clock = clockOffMs === undefined ? "" : `; its clock is ${off(clockOffMs)}`;
  const none = (findings: readonly Finding[], text: string): Passed[] =>
    findings.length === 0 ? [passed(server, text)] : [];
  const limits = { budgetMs: application.quiesce.budget, frozen };
  return [
    ...none([...kitFindings(facts), ...clockFindings(facts)], `guest kit ${kit}, kernel ${kernel}${clock}`),
    ...(managers?.length === 0
      ? [passed(server, "no cluster manager (Patroni, Pacemaker, etcd) runs there")]
      : []),
    ...(managers ?? []).flatMap((manager) =>
      none(
        managerFindings(server, manager, limits),
        `${manager.kind}: a freeze of this budget ends before it gives this server up`,
      ),
    ),
    ...(longRunning ?? []).flatMap((one) => longRunningPassed(server, one)),
  ];
}

function kitFindings({ server, kit, shipped, kitIsOld }: GuestFacts): Finding[] {
  if (!kitIsOld) return [];
  return [
    warning("guest-kit-old", server, `its guest kit is ${kit}, this release brings ${shipped}`, {
      costs: "nothing of a grade; what the older kit does not know is not looked at or not done",
      next: "run deploy/guest-kit/install.sh of this release in the guest",
    }),
  ];
}

function clockFindings({ server, clockOffMs }: GuestFacts): Finding[] {
  if (clockOffMs === undefined || Math.abs(clockOffMs) <= CLOCK_MS) return [];
  return [
    warning("clock-skew", server, `its clock is ${off(clockOffMs)}`, {
      costs: "nothing of a grade; the moment that a point's commits reach to is told wrong by that much",
      next: "in the guest: chronyc tracking, or timedatectl timesync-status",
    }),
  ];
}

function off(ms: number): string {
  if (Math.abs(ms) < 1) return "in step with the bot's";
  return `${describeDuration(Math.abs(ms))} ${ms > 0 ? "ahead of" : "behind"} the bot's`;
}
