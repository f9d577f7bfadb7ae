import { GUARD_RAILS, tooLong } from '../guard-rails.js';
import { builtin, meterOf, type Focus } from '../library.js';
import { fail, native, type Native } from './native.js';
import { textOf } from './text-of.js';

const INDENT = '  ';
const LONGEST_PICTURE = 256;

/** JSONata's own functions, with a bound on what they write. https://docs.jsonata.org/string-functions */
function string(this: Focus, value: unknown, prettify: boolean | undefined): string | undefined {
  return value === undefined ? undefined : textOf(value, meterOf(this).nodes(), prettify === true ? INDENT : '');
}

/** Copies by writing and reading, as the library does. */
function clone(this: Focus, value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(textOf(value, meterOf(this).nodes())) as unknown);
}

function pad(this: Focus, text: string | undefined, width: number, fill: string | undefined): unknown {
  if (Math.abs(width) > GUARD_RAILS.characters) tooLong();
  return original(this, 'pad', [text, width, fill]);
}

function join(this: Focus, texts: readonly string[] | undefined, separator: string | undefined): unknown {
  const between = separator?.length ?? 0;
  if ((texts ?? []).reduce((sum, { length }) => sum + length + between, 0) > GUARD_RAILS.characters) tooLong();
  return original(this, 'join', [texts, separator]);
}

/** An option that is empty sends the library round in circles. */
function formatNumber(this: Focus, value: number | undefined, picture: string, options: object | undefined): unknown {
  if (picture.length > LONGEST_PICTURE) fail('The picture of the formatNumber function is too long');
  for (const [name, option] of Object.entries(options ?? {})) {
    if (typeof option !== 'string' || option.length === 0) fail(`The option ${name} of formatNumber must be a string`);
  }
  return original(this, 'formatNumber', [value, picture, options]);
}

function formatInteger(this: Focus, value: number | undefined, picture: string): unknown {
  if (picture.length > LONGEST_PICTURE) fail('The picture of the formatInteger function is too long');
  return original(this, 'formatInteger', [value, picture]);
}

export const original = (focus: Focus, name: string, args: readonly unknown[]): unknown =>
  builtin(name)!.implementation.apply(focus, args as never[]);

export const TEXTS: Readonly<Record<string, Native>> = {
  string: native('<x-b?:s>', string),
  clone: native('<(oa)-:o>', clone),
  pad: native('<s-ns?:s>', pad),
  join: native('<a<s>s?:s>', join),
  formatNumber: native('<n-so?:s>', formatNumber),
  formatInteger: native('<n-s:s>', formatInteger),
};
