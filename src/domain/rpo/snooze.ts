/** For how long an incident is snoozed when nobody says, ms. */
export const SNOOZE_MS = 4 * 3_600_000;
