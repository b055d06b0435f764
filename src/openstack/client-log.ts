/** What the client tells of itself; a pino logger fits. Never bodies, never headers. */
export interface ClientLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const silentLog: ClientLog = { info: () => undefined, warn: () => undefined };
