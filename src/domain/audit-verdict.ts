/** What the hash chain of the audit says. `head` is the newest row's hash: kept elsewhere, it shows later that nothing was cut off and rebuilt. */
export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  | { readonly intact: false; readonly seq: number; readonly reason: string };
