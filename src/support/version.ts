// biome-ignore lint/style/noRestrictedImports: package.json is of no folder
import data from "../../package.json" with { type: "json" };

/** Of package.json. */
export const version: string = data.version;
