import type { SlackState } from "./state.ts";

export interface Uploaded {
  readonly status: number;
  readonly text: string;
  readonly outcome: string;
}

/**
 * What was sent to an upload_url, as raw bytes or as a form with one file: 200 when it is taken, something else when not.
 * docs.slack.dev/reference/methods/files.getUploadURLExternal, "Usage info". That a wrong length is refused is a guess.
 */
export async function takeUpload(
  state: SlackState,
  id: string,
  contentType: string | undefined,
  body: Buffer,
): Promise<Uploaded> {
  const file = state.files.get(id);
  if (file === undefined || file.bytes !== undefined) return refused(404, "there is nothing to upload here");
  const bytes = await contentOf(contentType, body);
  if (bytes.length !== file.length)
    return refused(400, `${bytes.length} bytes came, ${file.length} were announced`);
  file.bytes = bytes;
  return { status: 200, text: `OK - ${bytes.length}`, outcome: "ok" };
}

const refused = (status: number, text: string): Uploaded => ({ status, text, outcome: text });

async function contentOf(contentType: string | undefined, body: Buffer): Promise<Buffer> {
  if (contentType?.startsWith("multipart/form-data") !== true) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": contentType },
  }).formData();
  const file = [...form.values()].find((value) => value instanceof File);
  return file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer());
}
