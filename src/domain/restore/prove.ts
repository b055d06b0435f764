/** What a restored volume must be. */
export interface WantedVolume {
  readonly role: string;
  readonly snapshotId: string;
  readonly sizeGib: number;
  /** Absent: it was not known. */
  readonly volumeType?: string | undefined;
  readonly bootable: boolean;
  readonly encrypted: boolean;
}

/** What Cinder shows of a volume that was made. */
// A type alias: it goes through the journal, and an interface is not assignable to JSON.
export type MadeVolume = {
  readonly id: string;
  readonly status: string;
  readonly snapshotId?: string | undefined;
  readonly sizeGib: number;
  readonly volumeType: string | undefined;
  readonly bootable: boolean;
  readonly encrypted: boolean;
};

export type Proof =
  | { readonly volumes: readonly { readonly role: string; readonly volumeId: string }[] }
  | { readonly problems: readonly string[] };

/**
 * Which made volume is which role, by the snapshot that it was made of: Cinder keeps no other trace, and the order of its
 * lists means nothing. A mapping only when every volume is proved, one to one; `available` alone proves nothing, since
 * Cinder overwrites the error of a member that failed (cinder/volume/manager.py, create_group_from_src).
 */
export function proveMade(wanted: readonly WantedVolume[], made: readonly MadeVolume[]): Proof {
  const bySnapshot = Map.groupBy(made, ({ snapshotId }) => snapshotId);
  const asked = new Set(wanted.map(({ snapshotId }) => snapshotId));
  const problems = [
    ...countProblems(wanted, made),
    ...repeated(wanted.map(({ snapshotId }) => snapshotId)).map(
      (id) => `snapshot ${id} is planned for more than one role`,
    ),
    ...repeated(wanted.map(({ role }) => role)).map((role) => `role ${role} is planned twice`),
    ...repeated(made.map(({ id }) => id)).map((id) => `volume ${id} is listed twice`),
    ...made.filter(({ snapshotId }) => snapshotId === undefined || !asked.has(snapshotId)).map(foreign),
    ...wanted.flatMap((one) => problemsOf(one, bySnapshot.get(one.snapshotId) ?? [])),
  ];
  if (problems.length > 0) return { problems };
  return {
    volumes: wanted.flatMap(({ role, snapshotId }) =>
      (bySnapshot.get(snapshotId) ?? []).map(({ id }) => ({ role, volumeId: id })),
    ),
  };
}

function countProblems(wanted: readonly WantedVolume[], made: readonly MadeVolume[]): string[] {
  if (wanted.length === 0) return ["no volume was planned"];
  return made.length === wanted.length
    ? []
    : [`${made.length} volumes were made, ${wanted.length} are in the plan`];
}

const foreign = ({ id, snapshotId }: MadeVolume): string =>
  `volume ${id} was made of ${snapshotId === undefined ? "no snapshot" : `snapshot ${snapshotId}`}, which is not in the plan`;

function problemsOf(wanted: WantedVolume, found: readonly MadeVolume[]): string[] {
  const { role, snapshotId } = wanted;
  const [made, ...others] = found;
  if (made === undefined) return [`${role}: no volume was made of snapshot ${snapshotId}`];
  if (others.length > 0)
    return [`${role}: ${found.length} volumes were made of snapshot ${snapshotId}, expected one`];
  const differs = (what: string, is: unknown, expected: unknown) =>
    is === expected
      ? []
      : [`${role}: volume ${made.id} is ${what} ${String(is)}, expected ${String(expected)}`];
  return [
    ...differs("in status", made.status, "available"),
    ...differs("of size (GiB)", made.sizeGib, wanted.sizeGib),
    ...(wanted.volumeType === undefined ? [] : differs("of type", made.volumeType, wanted.volumeType)),
    ...differs("bootable:", made.bootable, wanted.bootable),
    ...differs("encrypted:", made.encrypted, wanted.encrypted),
  ];
}

const repeated = (words: readonly string[]): string[] => [
  ...new Set(words.filter((word, index) => words.indexOf(word) !== index)),
];
