import type { Application } from "#domain/application.ts";
import { cloudPassed, quotaNearlyUsed } from "#domain/doctor/cloud-passed.ts";
import { credentialFindings, credentialPassed } from "#domain/doctor/credential.ts";
import { type Foreseen, foreseen } from "#domain/doctor/foreseen.ts";
import { guestFindings, guestPassed } from "#domain/doctor/guest.ts";
import type { Passed } from "#domain/doctor/passed.ts";
import { slackFindings, slackPassed } from "#domain/doctor/slack-app.ts";
import { DomainError } from "#domain/errors.ts";
import { blocks, error, type Finding, info } from "#domain/finding.ts";
import { bySeverity } from "#domain/preflight/judge.ts";
import { type Prediction, surelyOverBudget } from "#domain/preflight/prediction.ts";
import { guestsWithDatabases } from "#workflows/databases-of.ts";
import type { GuestMounts } from "#workflows/guest-port.ts";
import { preflightWithFacts } from "#workflows/preflight.ts";
import type { Context } from "./context.ts";
import { lookIntoGuests } from "./look-into-guests.ts";

export interface Diagnosis {
  readonly application: string;
  /** No finding is an error: a snapshot would be taken. */
  readonly ready: boolean;
  /** The label that a snapshot would get now. Absent: none would be taken. */
  readonly foreseen?: Foreseen | undefined;
  /** What is amiss or worth knowing, worst first. */
  readonly findings: readonly Finding[];
  /** What was looked at and is as it should be. */
  readonly passed: readonly Passed[];
  /** What a freeze would cover, by server. Empty when the guests could not be asked, or need not be. */
  readonly mounts: readonly GuestMounts[];
  readonly prediction?: Prediction | undefined;
}

/** What one look has brought. */
interface Look {
  readonly findings: readonly Finding[];
  readonly passed: readonly Passed[];
}

/**
 * Everything that a snapshot rests on, looked at before one is wanted: the cloud, the guests, the credential, Slack. Changes
 * nothing: no freeze, no lock, no checkpoint.
 */
export async function doctor(
  { ports }: Pick<Context, "ports">,
  name: string,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const application = ports.application(name);
  const credential = await lookAtCredentials(application, { ports }, signal);
  const looked = await lookAtCloud(application, { ports }, signal);
  const { facts, target } = looked;
  const guests = await lookIntoGuests({ ports }, name, looked, signal);
  const frozen = guests.mounts.flatMap(({ mounts }) => mounts.map(({ mount }) => mount));
  const looks: Look[] = [
    { findings: looked.findings, passed: facts === undefined ? [] : cloudPassed(facts, target?.prediction) },
    { findings: facts === undefined ? [] : quotaNearlyUsed(facts), passed: [] },
    { findings: guests.findings, passed: [] },
    ...(await Promise.all([
      examineGuests(application, frozen, { ports }, signal),
      credential,
      lookAtSlack(application, { ports }, signal),
    ])),
  ];
  const findings = bySeverity(looks.flatMap((look) => look.findings));
  const ready = !blocks(findings);
  const { budget } = application.quiesce;
  const { prediction } = target ?? {};
  return {
    application: name,
    ready,
    ...(ready && target !== undefined
      ? {
          foreseen: foreseen({
            application,
            volumes: target.volumes,
            backend: target.backend,
            servers: surelyOverBudget(prediction, budget) ? [] : guests.foreseen,
          }),
        }
      : {}),
    findings,
    passed: looks.flatMap((look) => look.passed),
    mounts: guests.mounts,
    prediction,
  };
}

/** A cloud that does not answer, or says no, is one finding: what stands in the guests is told all the same. */
async function lookAtCloud(
  application: Application,
  { ports }: Pick<Context, "ports">,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof preflightWithFacts>>> {
  try {
    return await preflightWithFacts(application, ports, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    const { message, next } = cause;
    const rest = next === undefined ? {} : { next };
    return { findings: [error("cloud-not-read", application.cloud, message, rest)] };
  }
}

/** A guest that does not answer is not told twice: whoever wanted to freeze it has said so. */
async function examineGuests(
  application: Application,
  frozen: readonly string[],
  { ports }: Pick<Context, "ports">,
  signal: AbortSignal,
): Promise<Look> {
  if (application.quiesce.policy === "skip") return { findings: [], passed: [] };
  const all = await ports.guests.examine(guestsWithDatabases(application), signal);
  const seen = all.filter((facts) => facts !== undefined);
  return {
    findings: seen.flatMap((facts) => guestFindings(facts, application, frozen)),
    passed: seen.flatMap((facts) => guestPassed(facts, application, frozen)),
  };
}

async function lookAtCredentials(
  { cloud }: Application,
  { ports }: Pick<Context, "ports">,
  signal: AbortSignal,
): Promise<Look> {
  try {
    const all = await ports.cloud(cloud).credentials(signal);
    return { findings: all.flatMap(credentialFindings), passed: all.flatMap(credentialPassed) };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    // Without a token there is nothing else to be had of the cloud: whoever looks at it says why.
    return { findings: [], passed: [] };
  }
}

async function lookAtSlack(
  { application, channel }: Application,
  { ports }: Pick<Context, "ports">,
  signal: AbortSignal,
): Promise<Look> {
  if (ports.slackApp === undefined)
    return {
      findings: [info("no-slack", application, "config.yml has no slack: nobody is told there")],
      passed: [],
    };
  const facts = await ports.slackApp.look(channel, signal);
  if (facts.channel === undefined)
    return {
      findings: [
        ...slackFindings(facts),
        info("no-channel", application, "neither the manifest nor config.yml names a channel", {
          costs: "nothing of a grade; runs are told to those who ask alone",
          next: "channel: in the manifest, or slack.channel in config.yml",
        }),
      ],
      passed: slackPassed(facts),
    };
  return { findings: slackFindings(facts), passed: slackPassed(facts) };
}
