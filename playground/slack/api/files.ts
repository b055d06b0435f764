import { completeFile, privateUrl, reserveFile } from "../files.ts";
import { announce, type SlackState } from "../state.ts";
import type { Fields, SlackFile, SlackMessage } from "../types.ts";
import { ApiError, invalid, missing } from "./api-error.ts";
import type { Args } from "./args.ts";
import { writable } from "./conversation.ts";
import type { Method } from "./method.ts";

/** docs.slack.dev/reference/methods/files.getUploadURLExternal, error alt_txt_too_large */
const MOST_ALT_TEXT = 1_000;

/**
 * docs.slack.dev/reference/methods/files.getUploadURLExternal. A form, although the page names JSON, too: a live workspace
 * answers JSON as if the arguments were missing (github.com/Octember/earshot pull 10).
 */
export const getUploadURLExternal: Method = {
  token: "bot",
  scopes: ["files:write"],
  tier: "4",
  handle: ({ state, args, origin }) => {
    if (args.isJson) throw missing("filename");
    const name = args.needed("filename");
    const length = Number(args.needed("length"));
    if (!Number.isInteger(length)) throw invalid("invalid_arguments", ["length must be an integer"]);
    // "Typically only occurs when the `length` provided is 0."
    if (length <= 0) throw new ApiError("missing_argument");
    const altText = args.text("alt_txt");
    if ((altText?.length ?? 0) > MOST_ALT_TEXT) throw new ApiError("alt_txt_too_large");
    const { id } = reserveFile(state, { name, length, altText });
    return { upload_url: `${origin}/upload/v1/${id}`, file_id: id };
  },
};

/** docs.slack.dev/reference/methods/files.completeUploadExternal */
export const completeUploadExternal: Method = {
  token: "bot",
  scopes: ["files:write"],
  tier: "4",
  handle: ({ state, args }) => {
    const titles = givenFiles(args);
    const files = titles.map(({ id }) => uploaded(state, id));
    const wanted = args.text("channel_id") ?? args.text("channels")?.split(",")[0];
    const channel = wanted === undefined ? undefined : writable(state, wanted).id;
    const left = new Set(files);
    for (const [index, file] of files.entries()) {
      file.title = titles[index]?.title ?? file.name;
      if (channel !== undefined) file.channels.push(channel);
      // Shared once all of them have been looked into: no answer names the message, and others may come before it.
      completeFile(state, file, () => {
        left.delete(file);
        if (left.size === 0 && channel !== undefined) share(state, channel, files, args);
      });
    }
    return { files: files.map((file) => fileOnTheWire(state, file)) };
  },
};

/** docs.slack.dev/reference/methods/files.info */
export const info: Method = {
  token: "bot",
  scopes: ["files:read"],
  tier: "4",
  handle: ({ state, args }) => {
    const file = state.files.get(args.needed("file"));
    if (file?.completedAt === undefined) throw new ApiError("file_not_found");
    return { file: fileOnTheWire(state, file), comments: [], response_metadata: { next_cursor: "" } };
  },
};

function givenFiles(args: Args): readonly { readonly id: string; readonly title: string | undefined }[] {
  const given = args.structured("files");
  if (!Array.isArray(given) || given.length === 0) throw missing("files");
  return given.map((one: Fields) => {
    if (typeof one?.id !== "string") throw invalid("invalid_arguments", ["missing required field: id"]);
    return { id: one.id, title: typeof one.title === "string" ? one.title : undefined };
  });
}

/** What was never sent is not there, and an upload is completed once. */
function uploaded(state: SlackState, id: string): SlackFile {
  const file = state.files.get(id);
  if (file?.bytes === undefined || file.completedAt !== undefined) throw new ApiError("file_not_found");
  return file;
}

function share(state: SlackState, channel: string, files: readonly SlackFile[], args: Args): void {
  const message: SlackMessage = {
    text: args.text("initial_comment") ?? "",
    blocks: [],
    files: files.map(({ id, title }) => ({ id, title })),
    channel,
    ts: state.nextTs(),
    user: state.seed.app.botUser,
    threadTs: args.text("thread_ts"),
    clientMsgId: undefined,
    metadata: undefined,
    edits: [],
    postedAt: state.now(),
    editedAt: undefined,
  };
  state.messages.push(message);
  announce(state, { what: "posted", at: message.postedAt, message });
}

/** docs.slack.dev/reference/objects/file-object; the type is empty until somebody has looked into it. */
function fileOnTheWire(state: SlackState, file: SlackFile): Fields {
  const seconds = Math.floor((file.completedAt ?? 0) / 1_000);
  const url = privateUrl(state, file);
  return {
    id: file.id,
    created: seconds,
    timestamp: seconds,
    name: file.name,
    title: file.title,
    mimetype: file.kind?.mimetype ?? "",
    filetype: file.kind?.filetype ?? "",
    pretty_type: (file.kind?.filetype ?? "").toUpperCase(),
    user: state.seed.app.botUser,
    editable: false,
    size: file.length,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: file.channels.length > 0,
    public_url_shared: false,
    url_private: url,
    url_private_download: `${url}?download=1`,
    permalink: `https://${state.seed.team.domain}.slack.com/files/${state.seed.app.botUser}/${file.id}`,
    ...(file.altText !== undefined && { alt_txt: file.altText }),
    channels: file.channels,
    groups: [],
    ims: [],
  };
}
