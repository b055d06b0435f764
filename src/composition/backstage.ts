import { processEnvironment } from "#config/environment.ts";
import { formatValidation } from "#config/format-validation.ts";
import { type Installation, loadInstallation, validateFiles } from "#config/load.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { thaw } from "#operations/index.ts";
import { createLog } from "#support/log.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { actorOf, userName } from "./actor.ts";
import { guestsOf } from "./guests.ts";
import { membersOf } from "./members.ts";

/** What the command line is given. The files are read once, when they are first needed. */
export function backstage(configPath: string | undefined): Backstage {
  const request = { configPath, cwd: process.cwd(), env: processEnvironment() };
  let loaded: Promise<Installation> | undefined;
  const installation = () => {
    loaded ??= loadInstallation(request);
    return loaded;
  };
  const actor = async (): Promise<Actor> => actorOf(await installation(), userName());
  return {
    actor,
    validate: async () => {
      const findings = await validateFiles(request);
      return { findings, text: formatValidation(findings) };
    },
    // A bot that only begins asks no other, and has a store of its own.
    bot: async () => (await import("./session.ts")).botSession(await installation()),
    open: async () => (await import("./session.ts")).openSession(await installation(), request),
    start: async (ready, signal) => {
      // Bolt and the rest of the bot are for this verb alone: the others begin without waiting for them.
      const { runBot } = await import("./bot.ts");
      await runBot(await installation(), request, ready, signal);
    },
    // The engine's and the store's own parts are for this verb alone.
    putBackStore: async (file) =>
      (await import("./put-back-store.ts")).putBackStore(await installation(), file),
    draw: async (chart, signal) => (await import("#charts/draw-chart.ts")).drawChart(chart, signal),
    thaw: async (name, signal) => {
      const read = await installation();
      const application = findApplication(read.applications, name);
      const { instance, log } = read.config;
      const members = membersOf(read, createLog({ level: log.level }));
      return thaw({ guests: guestsOf(read), instance, members }, application, await actor(), signal);
    },
  };
}
