import { describeDuration } from "../duration.ts";
import type { TestReport } from "./report.ts";

type Headed = Pick<
  TestReport,
  "application" | "verdict" | "point" | "stoppedIn" | "reasons" | "rtoMs" | "objectiveRtoMs"
>;

/** One line, the verdict first, that never claims more than was seen. */
export function testHeadline(report: Headed): string {
  const { application, verdict, point, stoppedIn = "", reasons } = report;
  const what = point === undefined ? application : `${application} from ${point.id}`;
  const why = reasons[0] ?? "for no reason that is known";
  switch (verdict) {
    case "passed":
      return `passed: ${what}, data verified${rtoText(report)}`;
    case "failed":
      return `FAILED in ${stoppedIn}: ${what}; ${why}`;
    case "inconclusive":
      return `inconclusive, it stopped in ${stoppedIn}: ${what}; ${why}. Nothing is known of the point that was not known before`;
  }
}

function rtoText({ rtoMs, objectiveRtoMs }: Headed): string {
  if (rtoMs === undefined) return "";
  const against =
    objectiveRtoMs === undefined
      ? ""
      : `, ${rtoMs > objectiveRtoMs ? "OVER" : "within"} its objective of ${describeDuration(objectiveRtoMs)}`;
  return ` in ${describeDuration(rtoMs)}${against}`;
}
