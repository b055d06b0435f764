import type { Application } from "./application.ts";
import { didYouMean } from "./did-you-mean.ts";
import { DomainError } from "./errors.ts";

/** The application of this name. Throws `not-found` with the nearest name. */
export function findApplication(applications: ReadonlyMap<string, Application>, name: string): Application {
  const application = applications.get(name);
  if (application !== undefined) return application;
  const known = [...applications.keys()];
  throw new DomainError(
    "not-found",
    `there is no application "${name}"; ${didYouMean(name, known) ?? `known: ${known.join(", ") || "none"}`}`,
    {
      next: "an application is one file in the manifests directory",
    },
  );
}
