import { newId, type SlackState } from "./state.ts";
import type { SlackFile } from "./types.ts";

/** How long Slack's job handler takes to look into a file; until then it has no type and cannot be shown. */
const LOOKED_INTO_MS = 120;

/** What Slack calls a picture. docs.slack.dev/reference/block-kit/composition-objects/slack-file-object: png, jpg, jpeg and gif. */
const pictures: readonly { readonly begins: string; readonly filetype: string; readonly mimetype: string }[] =
  [
    { begins: "89504e470d0a1a0a", filetype: "png", mimetype: "image/png" },
    { begins: "ffd8ff", filetype: "jpg", mimetype: "image/jpeg" },
    { begins: "47494638", filetype: "gif", mimetype: "image/gif" },
  ];

/** A file that is about to be uploaded. */
export function reserveFile(
  state: SlackState,
  { name, length, altText }: Pick<SlackFile, "name" | "length" | "altText">,
): SlackFile {
  const file: SlackFile = {
    id: newId("F"),
    name,
    length,
    altText,
    title: name,
    bytes: undefined,
    completedAt: undefined,
    kind: undefined,
    channels: [],
  };
  state.files.set(file.id, file);
  return file;
}

/** The upload is finished: somebody looks into it, later, and then `seen` is called. */
export function completeFile(state: SlackState, file: SlackFile, seen: () => void): void {
  file.completedAt = state.now();
  const looking = setTimeout(() => {
    file.kind = kindOf(file.bytes ?? Buffer.alloc(0));
    seen();
  }, LOOKED_INTO_MS);
  looking.unref();
}

/** Whether an image block may show it now. */
export const isShowable = ({ kind }: SlackFile): boolean => kind?.mimetype.startsWith("image/") === true;

/** What the content is counts, not what the name says. */
function kindOf(bytes: Buffer): SlackFile["kind"] {
  const head = bytes.subarray(0, 8).toString("hex");
  const picture = pictures.find(({ begins }) => head.startsWith(begins));
  if (picture === undefined) return { filetype: "binary", mimetype: "application/octet-stream" };
  const { filetype, mimetype } = picture;
  return { filetype, mimetype };
}

/** Its permanent address; whoever may see the file sees it there. */
export const privateUrl = (state: SlackState, { id, name }: SlackFile): string =>
  `https://files.slack.com/files-pri/${state.seed.team.id}-${id}/${encodeURIComponent(name.toLowerCase())}`;
