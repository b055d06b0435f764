/**
 * A next step as the domain words it, for somebody who types into Slack: `freezeframe points APP` is `/ff points APP` there.
 * Only verbs that Slack has are changed; `freezeframe-hold` in a guest is another program.
 */
export const slackWords = (text: string): string => text.replaceAll(COMMAND, "/ff $1");

const COMMAND =
  /\bfreezeframe (snapshot|status|points|evidence|doctor|runs|cancel|thaw|pause|resume|reload|approvals|incidents|restores|restore|test|discard|orphans|clean|keep|release|adopt|drift|protect|unprotect|help)\b/g;
