/** What taking a protection away needs of a cloud; setting one merges metadata, as stamps do. */
export interface ProtectionPort {
  /** Takes one key away. Ran twice: the second finds none. A snapshot that is gone has none, either. */
  removeSnapshotMetadata(snapshotId: string, key: string, signal: AbortSignal): Promise<void>;
}
