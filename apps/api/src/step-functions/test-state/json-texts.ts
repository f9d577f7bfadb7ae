import type { Json } from '#contracts';

/** No value of a request is nested deeper, so whoever walks one need not fear for the stack. */
const MOST_DEPTH = 1_000;
const SPACE = /[ \t\n\r]*/uy;
const SCALAR = /"[^"\\]*(?:\\.[^"\\]*)*"|[^ \t\n\r,:[\]{}"]+/uy;

/**
 * Values, and the texts that they were read from. What goes through a state unchanged is answered in the words in which
 * it came, white space included, as AWS does.
 */
export class JsonTexts {
  private readonly texts = new WeakMap<object, string>();

  /** The value of a JSON text; undefined where it is none, or nested too deeply. */
  read(text: string): Json | undefined {
    try {
      JSON.parse(text);
      return new Reader(text, (value, from, to) => this.texts.set(value, text.slice(from, to))).value(0);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TooDeep) return undefined;
      throw error;
    }
  }

  /** The text that this very value was read from, or a new one. */
  write(value: Json): string {
    return (typeof value === 'object' && value !== null && this.texts.get(value)) || JSON.stringify(value);
  }
}

class TooDeep extends Error {}

type Keep = (value: object, from: number, to: number) => void;

/** Of a text that is known to be JSON. */
class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly keep: Keep,
  ) {}

  value(depth: number): Json {
    if (depth > MOST_DEPTH) throw new TooDeep();
    this.pass(SPACE);
    const from = this.at;
    const first = this.text[from];
    if (first !== '[' && first !== '{') return JSON.parse(this.pass(SCALAR)) as Json;
    const value = first === '[' ? this.list(depth) : this.object(depth);
    this.keep(value, from, this.at);
    return value;
  }

  private list(depth: number): Json & object {
    const items: Json[] = [];
    while (this.hasNext(']')) items.push(this.value(depth + 1));
    return items;
  }

  private object(depth: number): Json & object {
    const fields: [string, Json][] = [];
    while (this.hasNext('}')) {
      this.pass(SPACE);
      const name = JSON.parse(this.pass(SCALAR)) as string;
      this.pass(SPACE);
      this.at++; // the colon
      fields.push([name, this.value(depth + 1)]);
    }
    // Makes own fields of all names, `__proto__` too; the last of equal names counts.
    return Object.fromEntries(fields);
  }

  /** Passes an opening bracket or a comma, or the closing bracket. */
  private hasNext(closing: string): boolean {
    this.pass(SPACE);
    if (this.text[this.at] === closing) {
      this.at++;
      return false;
    }
    this.at++;
    this.pass(SPACE);
    if (this.text[this.at] !== closing) return true;
    this.at++;
    return false;
  }

  private pass(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [''];
    this.at += found.length;
    return found;
  }
}
