import { processEnvironment } from "#config/environment.ts";
import { formatValidation } from "#config/format-validation.ts";
import { type Installation, loadInstallation, validateFiles } from "#config/load.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { thaw } from "#operations/index.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { actorOf, userName } from "./actor.ts";
import { guestsOf } from "./guests.ts";
import { membersOf } from "./members.ts";
import { openSession } from "./session.ts";

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
    open: async () => openSession(await installation(), request),
    thaw: async (name, signal) => {
      const read = await installation();
      const application = findApplication(read.applications, name);
      const { instance } = read.config;
      return thaw(
        { guests: guestsOf(read), instance, members: membersOf() },
        application,
        await actor(),
        signal,
      );
    },
  };
}
