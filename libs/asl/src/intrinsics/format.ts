import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import { fails, isLarge, isText, takes, TOO_LARGE, type Intrinsic } from './intrinsic.js';

/** `{}` stands for the next argument; a brace behind a backslash for itself. */
export const format: Intrinsic = {
  ...takes(1, Infinity, ([template, ...values]) => {
    if (!isText(template)) return fails('the first argument must be a string');
    if (isLarge(template, ...values)) return TOO_LARGE;
    const parts = partsOf(template);
    if (!parts) return fails(UNMATCHED);
    if (parts.length - 1 !== values.length) return fails('there must be as many arguments as there are {}');
    return parts.map((part, at) => (at === 0 ? part : inText(values[at - 1]!) + part)).join('');
  }),
  template: true,
};

/** In AWS's words: such a definition is taken, and fails when it runs. https://github.com/aws/aws-cdk/issues/29261 */
export const UNMATCHED = "Invalid template in States.Format: matching '}' not found for '{'.";

/** A brace with what is before it, if that are backslashes; or what there is between braces. */
const TOKEN = /\\*[{}]|[^{}\\]+|\\+/gu;

/** What stands between the `{}`; nothing if there is a `{` alone. */
export function partsOf(template: string): readonly string[] | undefined {
  const tokens = template.match(TOKEN) ?? [];
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const isOpen = token.endsWith('{');
    if (!isOpen && !token.endsWith('}')) {
      part += token;
      continue;
    }
    const backslashes = token.length - 1;
    part += '\\'.repeat(backslashes / 2);
    if (backslashes % 2 === 1 || !isOpen) part += token.at(-1);
    else if (tokens[++at] !== '}') return undefined;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

/** Recorded on AWS: as Java writes maps and lists, `{Arg1=1, Arg2=[]}`, and texts as they are. */
function inText(value: Json): string {
  if (isArray(value)) return `[${value.map(inText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}=${inText(field)}`);
  return `{${fields.join(', ')}}`;
}
