/** Environment variables, as an argument: nothing but this file reads the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment at this moment. */
// biome-ignore lint/style/noProcessEnv: the one place; everybody else is given an Environment
export const processEnvironment = (): Environment => ({ ...process.env });
