import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import { fails, isLarge, isText, takes, TOO_LARGE, type Intrinsic } from './intrinsic.js';

/** `{}` stands for the next argument; `\{` and `\}` are braces. */
export const format: Intrinsic = {
  ...takes(1, Infinity, ([template, ...values]) => {
    if (!isText(template)) return fails('the first argument must be a string');
    if (isLarge(template, ...values)) return TOO_LARGE;
    const parts = template.split(/(?<!\\)\{\}/u).map(withBraces);
    if (parts.length - 1 !== values.length) return fails('there must be as many arguments as there are {}');
    return parts.map((part, at) => (at === 0 ? part : inText(values[at - 1]!) + part)).join('');
  }),
  template: true,
};

const withBraces = (text: string): string => text.replaceAll('\\{', '{').replaceAll('\\}', '}');

/** Recorded on AWS: as Java writes maps and lists, `{Arg1=1, Arg2=[]}`, and texts as they are. */
function inText(value: Json): string {
  if (isArray(value)) return `[${value.map(inText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}=${inText(field)}`);
  return `{${fields.join(', ')}}`;
}
