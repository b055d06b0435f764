import type { Secret } from "#support/secret.ts";

/** `slack:` of config.yml. Exactly one of `signingSecret` (HTTP) and `appToken` (Socket Mode) is there. */
export interface SlackConfig {
  /** Id of the one workspace that is served. */
  readonly team: string;
  readonly botToken: Secret;
  readonly signingSecret?: Secret | undefined;
  readonly appToken?: Secret | undefined;
  /** Where Slack's requests arrive over HTTP. */
  readonly listen: { readonly host: string; readonly port: number };
  /** For applications whose manifest names no channel, and for what concerns the installation. */
  readonly channel?: string | undefined;
  /** Base of the Web API, ending in `/`. */
  readonly apiUrl: string;
}
