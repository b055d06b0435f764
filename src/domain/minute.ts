import { toIso } from "#support/clock.ts";

/** `2026-11-24 10:00 UTC` */
export const toMinute = (at: number): string => `${toIso(at).slice(0, 16).replace("T", " ")} UTC`;
