/** Answers as the recovery kit's batch puts them on a serial console: numbered pieces of 100 characters with a checksum. */
export class ConsoleFrames {
  readonly #nonce: string;
  readonly #frames: string[] = [];
  #entries = 0;
  #sums = "";

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  /** All so far. */
  get all(): readonly string[] {
    return this.#frames;
  }

  /** The pieces of one more answer; `question` is the line of the job that it answers, from 1. */
  add(question: number, line: string): readonly string[] {
    const text = `${question} ${line}`;
    this.#entries += 1;
    const pieces = text.match(/.{1,100}/g) ?? [];
    const added = pieces.map((piece, at) => {
      const part = `${this.#entries}.${at + 1}.${pieces.length}:${piece}`;
      const sum = checksum(`${this.#nonce}:${part}`);
      this.#sums += sum;
      return `ffr:${this.#nonce}:${part}:${sum};`;
    });
    this.#frames.push(...added);
    return added;
  }

  end(): readonly string[] {
    return this.add(0, `END entries=${this.#entries} hash=${checksum(this.#sums)}`);
  }
}

function checksum(text: string): string {
  let sum = 7;
  for (const byte of Buffer.from(text, "latin1"))
    sum = Number((BigInt(sum) * 31n + BigInt(byte)) & 0x7fffffffn);
  return sum.toString(16).padStart(8, "0");
}
