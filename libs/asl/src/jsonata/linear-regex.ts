import { RE2JS } from 're2js';

/** A match as `RegExp.exec` gives it. */
type Match = string[] & { index: number };

/**
 * What the library of JSONata asks of a regular expression, in time that grows with the text and not with the pattern's
 * ambiguity. Look-around and references back cannot be matched so, and are refused.
 */
export class LinearRegex {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor({ source, flags }: RegExp) {
    const ignoresCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
    const lines = flags.includes('m') ? RE2JS.MULTILINE : 0;
    this.#pattern = RE2JS.compile(source, ignoresCase | lines);
  }

  exec(text: string): Match | null {
    const matcher = this.#pattern.matcher(text);
    if (!matcher.find(this.lastIndex)) return null;
    this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) as string);
    return Object.assign(groups, { index: matcher.start() });
  }
}
