import { didYouMean } from "#domain/did-you-mean.ts";
import type { Command, Verb } from "./command.ts";
import { grammar } from "./grammar.ts";
import { firstWord, plainText } from "./words.ts";

/**
 * What a person asks for with the text after `/ff`. Nothing typed is `help`. Throws DomainError `invalid-input` when a verb
 * lacks what it needs.
 */
export function parseCommand(text: string, now: number): Command {
  const said = plainText(text);
  if (said === "") return { verb: "help" };
  const { word, rest } = firstWord(said);
  const verb = word.toLowerCase();
  if (isVerb(verb)) return grammar[verb].read(rest, now);
  if (asksForHelp.has(verb)) return { verb: "help" };
  const near = nearest(verb);
  return { verb: "unknown", text: said, ...(near === undefined ? {} : { near }) };
}

const verbs = Object.keys(grammar);
const asksForHelp = new Set(["?", "-h", "--help"]);
const isVerb = (word: string): word is Verb => Object.hasOwn(grammar, word);

function nearest(word: string): string | undefined {
  // A long text is no mistyped verb, and the distance to it costs.
  if (word.length > 20) return undefined;
  return /"(.+)"/.exec(didYouMean(word, verbs) ?? "")?.[1];
}
