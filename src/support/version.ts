import data from "../../package.json" with { type: "json" };

/** Of package.json. */
export const version: string = data.version;
