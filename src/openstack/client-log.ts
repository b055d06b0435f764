/** What the client tells of itself; a pino logger fits. Never bodies, never headers. */
export interface ClientLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const silentLog: ClientLog = { debug: () => undefined, warn: () => undefined };
