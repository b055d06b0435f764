/** What is written on every member snapshot, so that points can be rebuilt when our own store is lost. */
export interface Stamp {
  readonly instance: string;
  readonly application: string;
  readonly point: string;
  readonly role: string;
  readonly grade: string;
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly groupSnapshotId: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Absent in a stamp of version 1, which signs the grade alone. */
  readonly claims?: StampClaims | undefined;
}

/**
 * What version 2 says beside the grade: enough to say the same label again, also after restore tests. Texts of at most 255
 * characters, empty where there is nothing to say.
 */
export interface StampClaims {
  /** `quiesce.policy` of the snapshot. */
  readonly policy: string;
  /** Whoever asked for it. */
  readonly by: string;
  /** How many members the set has: one that was lost is missed by it. */
  readonly members: number;
  /** Grade and words before any restore test: what a test takes away, a later one may give back. */
  readonly base: string;
  readonly label: string;
  /** What was proved of the freeze, in one sentence. */
  readonly proof: string;
  /** `torn`, or empty. */
  readonly canary: string;
  /** `failed 2026-11-23T10:42:07.310Z r-… checks`: the newest restore test with a verdict. */
  readonly test: string;
  /** `orders-db-20261123-104207-7f3a r-… 2026-11-23T10:42:07.310Z`: a point made the same way that failed its test. */
  readonly doubt: string;
  /** Epoch milliseconds. The newest stamp of a set counts, since a later one may not have reached every member. */
  readonly stampedAt: number;
}

/** The text that is signed; anybody in the project may write metadata, so only a valid signature counts. */
export const stampText = (stamp: Stamp): string =>
  JSON.stringify([
    stamp.claims === undefined ? "freezeframe/1" : "freezeframe/2",
    stamp.instance,
    stamp.application,
    stamp.point,
    stamp.role,
    stamp.grade,
    stamp.snapshotId,
    stamp.volumeId,
    stamp.groupSnapshotId,
    stamp.takenAt,
    ...(stamp.claims === undefined ? [] : claimValues(stamp.claims)),
  ]);

const claimValues = (claims: StampClaims): readonly (string | number)[] => [
  claims.policy,
  claims.by,
  claims.members,
  claims.base,
  claims.label,
  claims.proof,
  claims.canary,
  claims.test,
  claims.doubt,
  claims.stampedAt,
];

/**
 * Metadata of one member snapshot; keys and values are at most 255 characters (cinder/api/schemas/snapshots.py). Every key is
 * always written, since merging leaves alone what an earlier stamp said.
 */
export const stampMetadata = (stamp: Stamp, signature: string): Record<string, string> => ({
  "freezeframe:instance": stamp.instance,
  "freezeframe:application": stamp.application,
  "freezeframe:point": stamp.point,
  "freezeframe:role": stamp.role,
  "freezeframe:grade": stamp.grade,
  "freezeframe:taken": String(stamp.takenAt),
  ...(stamp.claims === undefined ? {} : claimsMetadata(stamp.claims)),
  "freezeframe:hmac": signature,
});

const claimsMetadata = (claims: StampClaims): Record<string, string> => ({
  "freezeframe:stamp": "2",
  "freezeframe:policy": claims.policy,
  "freezeframe:by": claims.by,
  "freezeframe:members": String(claims.members),
  "freezeframe:base": claims.base,
  "freezeframe:label": claims.label,
  "freezeframe:proof": claims.proof,
  "freezeframe:canary": claims.canary,
  "freezeframe:test": claims.test,
  "freezeframe:doubt": claims.doubt,
  "freezeframe:stamped": String(claims.stampedAt),
});
