import { dirname, join } from "node:path";
import type { Installation } from "#config/load.ts";

/** Where the running bot's Unix socket is: in a folder of its own, which nobody else may enter. */
export const controlPath = ({ config }: Installation): string =>
  config.control?.path ?? join(dirname(config.store.path), "control", "freezeframe.sock");
