import * as chat from "./chat.ts";
import { connectionsOpen } from "./connections.ts";
import * as files from "./files.ts";
import type { Method } from "./method.ts";
import * as people from "./people.ts";
import * as views from "./views.ts";

/** The methods that are imitated, by name. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["auth.test", people.authTest],
  ["apps.connections.open", connectionsOpen],
  ["chat.postMessage", chat.postMessage],
  ["chat.update", chat.update],
  ["chat.postEphemeral", chat.postEphemeral],
  ["views.open", views.open],
  ["views.push", views.push],
  ["views.update", views.update],
  ["views.publish", views.publish],
  ["users.info", people.userInfo],
  ["usergroups.list", people.groups],
  ["usergroups.users.list", people.groupUsers],
  ["conversations.info", people.channelInfo],
  ["files.getUploadURLExternal", files.getUploadURLExternal],
  ["files.completeUploadExternal", files.completeUploadExternal],
  ["files.info", files.info],
]);
