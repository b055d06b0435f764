import { code, escaped } from "../mrkdwn.ts";

/** A sentence of the domain with its exact times as code: a chat may take `:42:` for an emoji. */
export const statementWords = (statement: string): string =>
  statement
    .slice(0, 600)
    .split(TIME)
    .map((part) => (part.match(TIME) === null ? escaped(part, 400) : code(part)))
    .join("");

const TIME = /(\d{4}-\d\d-\d\dT[\d:.]+Z)/;
