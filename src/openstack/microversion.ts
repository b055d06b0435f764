import { z } from "zod";
import { DomainError } from "#domain/errors.ts";

/** `GET /` of an OpenStack service: cinder/api/versions.py. */
export const VersionDocument = z.looseObject({
  versions: z.array(
    z.looseObject({ id: z.string(), version: z.string().nullish(), min_version: z.string().nullish() }),
  ),
});
export type VersionDocument = z.infer<typeof VersionDocument>;

export interface MicroversionRange {
  /** As people call the service, for messages. */
  readonly service: string;
  readonly major: number;
  /** Below this the client cannot work. */
  readonly needed: string;
  /** Above this nothing was tested. */
  readonly tested: string;
}

/** The microversion to pin: the newest that both the server and our tests know. Refuses what is outside. */
export function chooseMicroversion(document: VersionDocument, range: MicroversionRange): string {
  const entry = document.versions.find((version) => version.id.startsWith(`v${range.major}.`));
  const max = entry?.version ?? "";
  if (max === "") {
    throw new DomainError("refused", `${range.service} offers no API v${range.major} with microversions`, {
      next: `Freezeframe needs ${range.service} API ${range.needed} or newer.`,
    });
  }
  const min = entry?.min_version ?? max;
  if (compare(max, range.needed) < 0) {
    throw new DomainError(
      "refused",
      `${range.service} speaks up to microversion ${max}; ${range.needed} is needed`,
      {
        next: `Upgrade ${range.service}: ${range.needed} came with OpenStack Pike.`,
      },
    );
  }
  if (compare(min, range.tested) > 0) {
    throw new DomainError(
      "refused",
      `${range.service} no longer speaks microversion ${range.tested} (its oldest is ${min})`,
      {
        next: "Upgrade Freezeframe.",
      },
    );
  }
  return compare(max, range.tested) < 0 ? max : range.tested;
}

function compare(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
