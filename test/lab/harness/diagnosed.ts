import type { ApplicationDir } from "./application-dir.ts";
import { verb } from "./verb.ts";

/** What `doctor` says of the folder's application. */
export async function diagnosed(dir: ApplicationDir) {
  const { code, result } = await verb(dir, "doctor", dir.application);
  const ready: boolean = result.ready;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever is there
  const finding = (wanted: string): any =>
    result.findings.find((found: { code: string }) => found.code === wanted);
  return { code, ready, result, finding };
}
