import { z } from "zod";
import type { ApplicationAct, ServerHold } from "../evidence.ts";

/** What the text of a source's databases was sorted with: nothing when all of them sort by bytes. */
export const SourceSorting = z.array(
  z.object({
    library: z.enum(["glibc", "ICU"]),
    /** As the source had it; absent: it is not known. */
    version: z.string().optional(),
    /** The databases recorded another version than the source then had: their indexes may be wrong there, too. */
    outdated: z.boolean().optional(),
  }),
);
export type SourceSorting = z.infer<typeof SourceSorting>;

/** Does text sort here as it did at the source? An index that another library built is searched wrongly. */
export interface SortingVerdict {
  readonly so: "same" | "differs" | "unknown";
  readonly text: string;
}

/** What the evidence of one cluster tells; undefined for a point of a guest kit that did not ask. */
export function sortingOf(
  act: Extract<ApplicationAct, { kind: "postgresql" }>,
  server: Pick<ServerHold, "glibc" | "icu">,
): SourceSorting | undefined {
  const { collations } = act;
  if (collations === undefined) return undefined;
  const versions = { libc: server.glibc, icu: act.icu ?? server.icu };
  const names = { libc: "glibc", icu: "ICU" } as const;
  return (["libc", "icu"] as const).flatMap((library) => {
    const of = collations.filter((one) => one.library === library);
    if (of.length === 0) return [];
    // PostgreSQL's word for the C library is glibc's own version; for ICU it is that of a table in it.
    const used = library === "libc" ? of.find((one) => one.used !== undefined)?.used : undefined;
    const version = used ?? versions[library];
    const outdated = of.some((one) => one.recorded !== undefined && one.used !== one.recorded);
    return [
      {
        library: names[library],
        ...(version === undefined ? {} : { version }),
        ...(outdated ? { outdated } : {}),
      },
    ];
  });
}

/** Library by library: the source's beside those of a server. */
export function compareSorting(
  source: SourceSorting | undefined,
  here: { readonly glibc: string; readonly icu: string | undefined },
): SortingVerdict {
  if (source === undefined) return { so: "unknown", text: "the point does not tell the source's library" };
  if (source.length === 0) return { so: "same", text: "no database sorts text with a library" };
  const known = here.glibc === "unknown" ? undefined : here.glibc;
  const pairs = source.map(({ library, version }) => ({
    library,
    there: version,
    now: library === "glibc" ? known : (here.icu ?? "none"),
  }));
  const other = pairs.filter(
    ({ library, there, now }) =>
      there !== undefined && now !== undefined && order(library, there) !== order(library, now),
  );
  if (other.length > 0)
    return {
      so: "differs",
      text: other
        .map(({ library, there, now }) => `${library} ${there} at the source, ${now} here`)
        .join("; "),
    };
  const dark = pairs.filter(({ there, now }) => there === undefined || now === undefined);
  return dark.length > 0
    ? {
        so: "unknown",
        text: `the version of ${dark.map(({ library }) => library).join(" and ")} is not known`,
      }
    : {
        so: "same",
        text: `${pairs.map(({ library, now }) => `${library} ${now}`).join(", ")} as at the source`,
      };
}

/** What stands for its order of text: of ICU the first number, for what follows it fixes errors and sorts nothing anew. */
const order = (library: "glibc" | "ICU", version: string): string =>
  library === "ICU" ? (version.split(".")[0] ?? version) : version;

/**
 * The same of a database that runs, with what the recovery kit says that its databases recorded beside the libraries here:
 * `same`, `unknown`, or what differs. The source's own library counts more than what was recorded once.
 */
export function checkSorting(
  source: SourceSorting | undefined,
  here: Parameters<typeof compareSorting>[1],
  recorded: string,
): { readonly passed: boolean; readonly skipped?: true; readonly text: string } {
  const { so, text } = compareSorting(source, here);
  const differs = recorded !== "same" && recorded !== "unknown";
  switch (so) {
    case "differs":
      return { passed: false, text: `${text}: text indexes may be wrong here` };
    case "same":
      return {
        passed: true,
        text: differs ? `${text}; its databases recorded another before: ${recorded}` : text,
      };
    case "unknown":
      if (differs) return { passed: false, text: `it differs from what the databases recorded: ${recorded}` };
      return recorded === "same"
        ? { passed: true, text: "what the databases recorded" }
        : { passed: true, skipped: true, text: `not compared: ${text}, and the databases recorded none` };
  }
}

/** What can be done about another library, in one sentence. */
export const otherLibraryNext = (source: SourceSorting): string =>
  `use a recovery server with ${source
    .map(({ library, version }) => (version === undefined ? library : `${library} ${version}`))
    .join(" and ")} (the source's release of the distribution)`;
