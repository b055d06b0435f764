import { z } from "zod";
import { type Frame, framesOf, sumOf } from "./frames.ts";

/** One answer: to which line of the job (from 1), and what it says. */
export interface Entry {
  readonly question: number;
  readonly line: string;
}

/** What was heard so far of what a server tells on its console. */
export interface Transcript {
  /** Takes in the console as it is now; what was heard before and is gone from it stays heard. */
  hear(console: string): void;
  /** The first answers, without a gap. */
  readonly entries: readonly Entry[];
  /** The end was heard, and by its count and sum nothing is missing. */
  readonly whole: boolean;
  /** It says two things at once, so that nothing of it counts. */
  readonly broken: string | undefined;
}

const Numbered = z.tuple([z.coerce.number().int().min(0).max(2_000), z.string()]);
const End = z.tuple([z.coerce.number().int(), z.string()]);

/** Text of all pieces together: the kit says far less. */
const MOST = 512 * 1024;

export function createTranscript(nonce: string): Transcript {
  const frames = new Map<string, Frame>();
  let entries: Entry[] = [];
  let whole = false;
  let broken: string | undefined;
  let size = 0;

  const take = (frame: Frame): void => {
    const key = `${frame.entry}.${frame.piece}`;
    const known = frames.get(key);
    if (known === undefined) {
      frames.set(key, frame);
      size += frame.text.length;
      if (size > MOST) broken = "its console says more than the recovery kit ever does";
    } else if (known.text !== frame.text || known.pieces !== frame.pieces)
      broken = `its console says two different things as part ${key}`;
  };

  const piecesOf = (entry: number): Frame[] | undefined => {
    const of = frames.get(`${entry}.1`)?.pieces ?? 0;
    const found = Array.from({ length: of }, (_, at) => frames.get(`${entry}.${at + 1}`));
    const there = found.filter((frame) => frame?.pieces === of);
    return of > 0 && there.length === of ? there.filter((frame) => frame !== undefined) : undefined;
  };

  const read = (): void => {
    const seen: Entry[] = [];
    let sums = "";
    for (let at = 1; ; at += 1) {
      const pieces = piecesOf(at);
      const text = pieces?.map((frame) => frame.text).join("");
      if (pieces === undefined || text === undefined) break;
      const { data } = Numbered.safeParse(/^(\d{1,4}) (.+)$/.exec(text)?.slice(1));
      if (data === undefined) {
        broken = `its console says something that is no answer as part ${at}`;
        break;
      }
      const [question, line] = data;
      if (question === 0) {
        const end = End.safeParse(/^END entries=(\d{1,4}) hash=([0-9a-f]{8})$/.exec(line)?.slice(1)).data;
        whole = end?.[0] === seen.length && end[1] === sumOf(sums);
        if (!whole) broken = "the end of its console does not fit what it said before";
        break;
      }
      seen.push({ question, line });
      sums += pieces.map(({ sum }) => sum).join("");
    }
    entries = seen;
  };

  return {
    hear(console) {
      if (broken !== undefined || whole) return;
      for (const frame of framesOf(console, nonce)) take(frame);
      if (broken === undefined) read();
    },
    get entries() {
      return entries;
    },
    get whole() {
      return whole && broken === undefined;
    },
    get broken() {
      return broken;
    },
  };
}
