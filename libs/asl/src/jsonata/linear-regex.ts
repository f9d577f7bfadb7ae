import { RE2JS } from 're2js';
import { tooLong, type Meter } from './guard-rails.js';

/** A match as `RegExp.exec` gives it. */
type Match = string[] & { index: number };

/** Longer ones take long even to be compiled. */
const LONGEST_PATTERN = 1_000;

const compiled = new WeakMap<RegExp, RE2JS>();

/** A pattern of the expression's text is compiled once, when it is first needed. */
function compile(regex: RegExp): RE2JS {
  const found = compiled.get(regex);
  if (found !== undefined) return found;
  const { source, flags } = regex;
  if (source.length > LONGEST_PATTERN) tooLong();
  const ignoresCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
  const lines = flags.includes('m') ? RE2JS.MULTILINE : 0;
  const pattern = RE2JS.compile(RE2JS.translateRegExp(source), ignoresCase | lines);
  compiled.set(regex, pattern);
  return pattern;
}

/** Whether it can be matched at all: what cannot fails when it is first used. */
export function isLinear(regex: RegExp): boolean {
  try {
    return compile(regex) !== undefined;
  } catch {
    return false;
  }
}

/**
 * What the library of JSONata asks of a regular expression, in time that grows with the text and not with the pattern's
 * ambiguity. Look-around and references back cannot be matched so, and are refused.
 */
export class LinearRegex {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor(
    regex: RegExp,
    private readonly meter: Meter,
  ) {
    this.#pattern = compile(regex);
  }

  exec(text: string): Match | null {
    const matcher = this.#pattern.matcher(text);
    const from = this.lastIndex;
    const found = matcher.find(from);
    this.lastIndex = found ? matcher.end() : text.length;
    this.meter.call([text.slice(from, this.lastIndex)]);
    if (!found) return null;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) as string);
    return Object.assign(groups, { index: matcher.start() });
  }
}
