import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { doctorText } from "./text/doctor.ts";
import { withSession } from "./with-session.ts";

/** `doctor APP`: would a snapshot be taken? */
export const doctorVerb = (asked: Asked, application: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const diagnosis = await operations.doctor(application, asked.signal);
    const status = diagnosis.ready ? exitStatus.ok : exitStatus.refused;
    return { text: doctorText(diagnosis), json: diagnosis, status };
  });
