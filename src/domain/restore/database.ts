import type { Application } from "../application.ts";
import type { ApplicationAct, ServerHold } from "../evidence.ts";
import { error, type Finding, info, warning } from "../finding.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import { asksDatabase, type DatabaseKind } from "./check.ts";
import { compareSorting, otherLibraryNext, type SourceSorting, sortingOf } from "./collation.ts";
import type { RestoreFacts } from "./facts.ts";
import { isReadApart } from "./plan-boot.ts";

/** A database of an application, as far as its point or its manifest tells. */
export interface SourceDatabase {
  readonly kind: DatabaseKind;
  /** Debian's name of a PostgreSQL cluster, the guest's of a MariaDB server. */
  readonly cluster: string;
  /** PostgreSQL's major version at the source when the point was taken. */
  readonly major: number | undefined;
  /** MariaDB's release series there, as 10.11. */
  readonly series?: string | undefined;
  /** Role of the volume that holds the data directory. */
  readonly dataRole: string | undefined;
  /** Roles of all volumes that it needs; undefined = not known. */
  readonly roles: readonly string[] | undefined;
  /** What sorted its text; undefined = not known. */
  readonly sorting: SourceSorting | undefined;
}

/** Debian's name for the one that most servers have. */
const DEFAULT_CLUSTER = "main";

/** What ran when the point was taken, by the evidence; for a point without a hold, what the manifest says. */
export function databasesOf(point: RecoveryPoint, application: Application): SourceDatabase[] {
  const seen = point.evidence.hold?.servers.flatMap((server) =>
    server.acts.flatMap((act) => (act.kind === "hook" ? [] : [fromEvidence(act, server, point)])),
  );
  if (seen !== undefined && seen.length > 0) return seen;
  const named = application.quiesce.stages.flat().flatMap((recipe) => {
    if (recipe.kind === "mariadb") return [unseen("mariadb", recipe.name)];
    return recipe.kind === "postgresql" ? [unseen("postgresql", recipe.cluster)] : [];
  });
  const checks = application.restoreTest?.checks ?? [];
  if (named.length > 0 || !checks.some((check) => asksDatabase(check))) return unique(named);
  return [unseen(checks.some(({ kind }) => kind === "mariadb") ? "mariadb" : "postgresql", DEFAULT_CLUSTER)];
}

const unseen = (kind: DatabaseKind, cluster: string): SourceDatabase => ({
  kind,
  cluster,
  major: undefined,
  dataRole: undefined,
  roles: undefined,
  sorting: undefined,
});

const unique = (databases: readonly SourceDatabase[]): SourceDatabase[] => [
  ...new Map(databases.map((one) => [`${one.kind} ${one.cluster}`, one])).values(),
];

function fromEvidence(
  act: Extract<ApplicationAct, { kind: DatabaseKind }>,
  server: ServerHold,
  point: RecoveryPoint,
): SourceDatabase {
  const roles = act.paths.map((path) => roleUnder(path, server, point));
  const known = roles.filter((role) => role !== undefined);
  const where = {
    // The recipes put the data directory first.
    dataRole: roles[0],
    roles: known.length === roles.length ? [...new Set(known)] : undefined,
  };
  if (act.kind === "mariadb")
    return { ...unseen("mariadb", act.name), ...where, series: seriesOf(act.version) };
  return {
    kind: "postgresql",
    cluster: act.cluster,
    major: majorOf(act.version),
    ...where,
    sorting: sortingOf(act, server),
  };
}

/** 10.11 of `10.11.19`. */
const seriesOf = (version: string): string | undefined => /^\d+\.\d+/.exec(version)?.[0];

/** The role whose file system has the longest mount point above the path. */
function roleUnder(path: string, server: ServerHold, point: RecoveryPoint): string | undefined {
  const [mount] = server.mounts
    .filter(({ mount }) => path === mount || path.startsWith(mount === "/" ? "/" : `${mount}/`))
    .sort((a, b) => b.mount.length - a.mount.length);
  return point.evidence.set.members.find(({ volumeId }) => mount?.volumeIds.includes(volumeId))?.role;
}

/** 15 of `15.4 (Debian 15.4-1)` and of `150004`. PostgreSQL before 10 counts otherwise and is not supported. */
export function majorOf(version: string): number | undefined {
  const digits = /^\d+/.exec(version.trim())?.[0];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return number >= 100_000 ? Math.floor(number / 10_000) : number;
}

/** Can the recovery server start it, and does it sort text the way the source did? */
export function databaseFindings(facts: RestoreFacts, start: SourceDatabase | undefined): Finding[] {
  const databases = databasesOf(facts.point, facts.application);
  const about = start?.cluster ?? databases[0]?.cluster;
  if (about === undefined || !isReadApart(facts)) return [];
  if (start === undefined)
    return [
      warning("database-not-started", about, "not every volume that the database needs is restored", {
        costs: "it is not started, its data is not checked",
      }),
    ];
  const more = databases.length > 1 ? [oneOfSeveral(databases, about)] : [];
  const reader = softwareOf(facts);
  if (reader === undefined) return more;
  return start.kind === "mariadb"
    ? [...more, ...mariadbFindings(start, reader)]
    : [...more, ...versionFindings(start, reader), ...sortingFindings(start, reader)];
}

const oneOfSeveral = (databases: readonly SourceDatabase[], about: string): Finding =>
  warning(
    "one-database-of-several",
    about,
    `of ${databases.map(({ cluster }) => cluster).join(", ")} only this one is started and checked`,
  );

/** What starts the database and sorts its text. */
interface Reader {
  readonly what: string;
  readonly postgresql: readonly number[];
  readonly mariadb?: string | undefined;
  readonly glibc: string;
  readonly icu: string | undefined;
}

/** As the recovery kit says of its server, or the owner of an image of that; undefined = not known before it is there. */
function softwareOf({ server, boot }: RestoreFacts): Reader | undefined {
  if (server !== undefined)
    return "unread" in server.kit ? undefined : { what: "the recovery server", ...server.kit.value };
  if (boot?.image === undefined || "unread" in boot.image.found) return undefined;
  const { postgresql, mariadb, glibc = "unknown", icu } = boot.image.found.value;
  return postgresql === undefined && mariadb === undefined
    ? undefined
    : { what: `image ${boot.image.asked}`, postgresql: postgresql ?? [], mariadb, glibc, icu };
}

/** The redo log of one release series is no other's to recover (InnoDB: "Upgrade after a crash is not supported"). */
function mariadbFindings({ cluster, series }: SourceDatabase, { what, mariadb: has }: Reader): Finding[] {
  const next = `install mariadb-server${series === undefined ? "" : ` ${series}`} on ${what}`;
  if (has === undefined)
    return [
      error(
        "mariadb-missing",
        cluster,
        `${what} has no MariaDB that a recovery kit from 1.2.0 on can start`,
        {
          next,
        },
      ),
    ];
  if (series === undefined)
    return [
      info(
        "mariadb-version-unknown",
        cluster,
        `the point does not tell its release series; ${what} has ${has}`,
      ),
    ];
  return series === has
    ? []
    : [
        error(
          "mariadb-version",
          cluster,
          `the data is of MariaDB ${series}, ${what} has ${has}: no other series recovers its log`,
          { next },
        ),
      ];
}

function versionFindings({ cluster, major }: SourceDatabase, reader: Reader): Finding[] {
  const { what, postgresql: installed } = reader;
  const has = installed.length === 0 ? "none" : installed.join(", ");
  if (major === undefined)
    return [
      installed.length === 0
        ? error("postgresql-missing", cluster, `${what} has no PostgreSQL`)
        : info(
            "postgresql-version-unknown",
            cluster,
            `the point does not tell its major version; ${what} has ${has}`,
          ),
    ];
  return installed.includes(major)
    ? []
    : [
        error(
          "postgresql-version",
          cluster,
          `the data is of PostgreSQL ${major}, ${what} has ${has}: no other major version can start it`,
          { next: `apt install postgresql-${major} on ${what}` },
        ),
      ];
}

/**
 * Text indexes that another library built are in another order, and then a search misses rows that are there: known to be
 * so it is refused, not known it is compared once the database runs.
 */
function sortingFindings({ cluster, sorting }: SourceDatabase, kit: Reader): Finding[] {
  const { so, text } = compareSorting(sorting, kit);
  switch (so) {
    case "differs":
      return [
        error("collation-library", cluster, `${kit.what} sorts text otherwise: ${text}`, {
          costs: "text indexes would be wrong there: a search misses rows that are in it",
          next: otherLibraryNext(sorting ?? []),
        }),
      ];
    case "unknown":
      return [
        info(
          "collation-compared-later",
          cluster,
          `${text}; what the databases themselves recorded is compared once they run (pg_database.datcollversion)`,
        ),
      ];
    case "same":
      return [
        info("collation-same", cluster, `text sorts as at the source: ${text}`),
        ...outdated(cluster, sorting),
      ];
  }
}

const outdated = (cluster: string, sorting: SourceSorting = []): Finding[] =>
  sorting
    .filter((one) => one.outdated === true)
    .map(({ library, version }) =>
      warning(
        "collation-outdated",
        cluster,
        `its databases recorded another ${library} than the source had at the point (${version ?? "?"})`,
        {
          costs: "text indexes may be wrong at the source, too",
          next: "at the source: REINDEX, then ALTER DATABASE … REFRESH COLLATION VERSION",
        },
      ),
    );

/** The one that will be started: the first that has all its volumes restored; of one whose volumes are unknown, all. */
export function databaseToStart({
  point,
  application,
  server,
  boot,
  roles,
  members,
}: Pick<RestoreFacts, "point" | "application" | "server" | "boot" | "roles" | "members">):
  | SourceDatabase
  | undefined {
  if (!isReadApart({ server, boot })) return undefined;
  const all = members.map(({ evidence }) => evidence.role);
  const restored = roles ?? all;
  return databasesOf(point, application).find((database) => {
    const needs = database.roles ?? all;
    return needs.every((role) => restored.includes(role));
  });
}
