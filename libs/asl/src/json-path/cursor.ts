/** Thrown and caught within this folder only: `parsePath` answers with a value. */
export class Malformed extends Error {}

const WHITE = /\s/u;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const IDENTIFIER = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const INTEGER = /-?\d+/uy;

/** Reads a path's text from left to right. */
export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  fail(why: string): never {
    throw new Malformed(`${why} at character ${this.at + 1}`);
  }

  skipSpaces(): this {
    while (!this.done && WHITE.test(this.next)) this.at++;
    return this;
  }

  sees(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  take(token: string): boolean {
    if (!this.sees(token)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(this.done ? `'${token}' is missing` : `'${token}' was expected`);
  }

  /** The name of a variable; empty where none stands. https://states-language.net/spec.html#using-variables */
  identifier(): string {
    return this.match(IDENTIFIER) ?? '';
  }

  number(): number | undefined {
    return this.#numberIn(NUMBER);
  }

  integer(): number | undefined {
    const value = this.#numberIn(INTEGER);
    if (value !== undefined && !Number.isSafeInteger(value)) this.fail('The number is too large');
    return value;
  }

  #numberIn(pattern: RegExp): number | undefined {
    const found = this.match(pattern);
    return found === undefined ? undefined : Number(found);
  }

  /** What a pattern, a sticky one, finds here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** `'a name'` or `"a name"`. A backslash hides a backslash or the closing quote; before others it is one (as on AWS). */
  quotedText(): string | undefined {
    const quote = this.next;
    if (quote !== "'" && quote !== '"') return undefined;
    let text = '';
    for (this.at++; !this.done; this.at++) {
      if (this.next === quote) {
        this.at++;
        return text;
      }
      if (this.sees('\\\\') || this.sees(`\\${quote}`)) this.at++;
      text += this.next;
    }
    return this.fail(`The closing ${quote} is missing`);
  }

  /** A name in dot notation. Which characters end it depends on where the path stands. */
  bareName(end: RegExp): string {
    const start = this.at;
    while (!this.done && !end.test(this.next)) this.at++;
    if (this.at === start) this.fail('A field name was expected');
    return this.text.slice(start, this.at);
  }
}
