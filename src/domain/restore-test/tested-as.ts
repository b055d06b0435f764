import type { RestoreTest } from "#domain/manifest/restore-test.ts";
import type { Application } from "../application.ts";

/** The application as its restore test restores it: read where `restoreTest.target` says, wherever a restore would be. */
export function testedAs(application: Application, { target }: RestoreTest): Application {
  const { order } = application.restore;
  const ordered = order === undefined ? {} : { order };
  switch (target.kind) {
    case "server":
      return { ...application, restore: { ...ordered, recoveryServer: target.name } };
    case "boot": {
      const { flavor, image, networks } = target;
      return { ...application, restore: { ...ordered, boot: { flavor, image, networks } } };
    }
  }
}
