import { describe, expect, it } from "vitest";
import { timeOf } from "#domain/restore/time-of.ts";

const at = Date.UTC(2026, 10, 23, 10, 0, 7, 310);

describe("the time of the newest data", () => {
  it.each([
    ["2026-11-23T10:00:07.310+00:00"],
    ["2026-11-23T10:00:07.310Z"],
    ["2026-11-23 11:00:07.31+01"],
    ["2026-11-23T15:30:07.310000+05:30"],
    ["2026-11-23T04:30:07.310-0530"],
    ["1795428007.310"],
    ["1795428007310"],
  ])("is read from %s", (text) => {
    expect(timeOf(text)).toEqual({ ms: at });
  });

  it.each([["2026-11-23T10:00:07.310"], ["2026-11-23 10:00:07"]])(
    "is not guessed where there is no zone: %s",
    (text) => {
      expect(timeOf(text)).toEqual({ not: expect.stringMatching(/without a zone; expected a timestamptz/) });
    },
  );

  it.each([
    ["1234"],
    ["0"],
    ["-5"],
    ["infinity"],
    [""],
    ["true"],
    ["2026-11-23"],
    ["1969-01-01T00:00:00Z"],
    ["2026-13-45T99:99:99Z"],
    ["99999999999999"],
  ])("is none of this century: %j", (text) => {
    expect(timeOf(text)).toEqual({ not: expect.stringMatching(/expected a time of this century/) });
  });
});
