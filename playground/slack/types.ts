/** A value as it travels between Slack and an app. */
export type Fields = Readonly<Record<string, unknown>>;

export interface SlackUser {
  readonly id: string;
  name: string;
  /** Of another workspace: a person of a shared channel. */
  teamId: string;
  isBot: boolean;
  /** A guest; `isSingleChannelGuest` beside it: of one channel only. */
  isGuest: boolean;
  isSingleChannelGuest: boolean;
  deactivated: boolean;
}

export interface SlackChannel {
  readonly id: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  /** User ids, the bot's too. */
  members: string[];
  /** A direct conversation with this person. */
  readonly directWith?: string;
}

export interface SlackUserGroup {
  readonly id: string;
  handle: string;
  name: string;
  users: string[];
  disabled: boolean;
}

export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly Fields[];
  /** What was uploaded into the channel with it. */
  readonly files?: readonly { readonly id: string; readonly title: string }[];
}

/** A file from the request for its upload on. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  title: string;
  /** In bytes, as it was announced. */
  readonly length: number;
  readonly altText: string | undefined;
  /** Undefined: nothing has come yet. */
  bytes: Buffer | undefined;
  /** Epoch ms; undefined: the upload was not completed. */
  completedAt: number | undefined;
  /** Undefined: nobody has looked into it yet. */
  kind: { readonly filetype: string; readonly mimetype: string } | undefined;
  /** Where it was shared. */
  readonly channels: string[];
}

export interface SlackMessage extends MessageContent {
  readonly channel: string;
  /** The message's id inside its channel. */
  readonly ts: string;
  readonly user: string;
  readonly threadTs: string | undefined;
  readonly clientMsgId: string | undefined;
  readonly metadata: unknown;
  /** What it said before, oldest first. */
  readonly edits: readonly (MessageContent & { readonly at: number })[];
  /** Epoch ms of the post and of the last edit. */
  readonly postedAt: number;
  readonly editedAt: number | undefined;
}

/** Seen by one person only, and never again after a reload. */
export interface SlackEphemeral extends MessageContent {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly at: number;
  /** How it came about: an ack's body, a response_url, or chat.postEphemeral. */
  readonly via: "ack" | "response_url" | "chat.postEphemeral";
  /** The trigger that it answers. */
  readonly triggerId: string | undefined;
}

export interface SlackView {
  readonly id: string;
  readonly type: "modal" | "home";
  readonly user: string;
  readonly hash: string;
  readonly view: Fields;
  readonly rootId: string;
  readonly previousId: string | undefined;
  readonly at: number;
}

/** One call of the Web API or of a response_url. */
export interface SlackCall {
  readonly at: number;
  readonly method: string;
  readonly channel: string | undefined;
  /** `ok`, Slack's error code, or what a fault did to it. */
  readonly outcome: string;
}

/** Something that a person looking at Slack would see change. */
export type SlackChange =
  | { readonly what: "posted" | "edited"; readonly at: number; readonly message: SlackMessage }
  | { readonly what: "ephemeral"; readonly at: number; readonly message: SlackEphemeral }
  | { readonly what: "modal" | "home"; readonly at: number; readonly view: SlackView };
