import { tooLong, GUARD_RAILS } from '../guard-rails.js';
import { isFunction } from '../library.js';
import { refuse } from './native.js';

/** A number as JSONata writes it. */
const numeral = (value: number): string =>
  Number.isFinite(value)
    ? JSON.stringify(Number.isInteger(value) ? value : Number(value.toPrecision(15)))
    : refuse('D1001', value);

/**
 * What JSONata's `$string` makes of a value, node by node: the library's own writes a value down as often as it stands
 * within another.
 */
export function textOf(value: unknown, count: () => void, indent = ''): string {
  if (typeof value === 'string') return value;
  if (isFunction(value)) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('D3001', value);
  const parts: string[] = [];
  let length = 0;
  const write = (part: string): void => {
    length += part.length;
    if (length > GUARD_RAILS.characters) tooLong();
    parts.push(part);
  };
  writeJson(unwrapped(value), { write, count, indent }, '');
  return parts.join('');
}

/** The library wraps a list that is the whole input. */
const unwrapped = (value: unknown): unknown =>
  Array.isArray(value) && 'outerWrapper' in value ? (value as readonly unknown[])[0] : value;

interface Writing {
  readonly write: (part: string) => void;
  readonly count: () => void;
  readonly indent: string;
}

function writeJson(value: unknown, writing: Writing, margin: string): void {
  writing.count();
  if (typeof value === 'string') return writing.write(JSON.stringify(value));
  if (typeof value === 'number') return writing.write(numeral(value));
  if (isFunction(value)) return writing.write('""');
  if (typeof value !== 'object' || value === null) return writing.write(String(value ?? null));
  const items = Array.isArray(value)
    ? value.map((item: unknown) => ['', item] as const)
    : Object.entries(value).filter(([, field]) => field !== undefined);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = writing.indent === '' ? '' : `${margin}${writing.indent}`;
  writing.write(open!);
  items.forEach(([name, item], at) => {
    const label = Array.isArray(value) ? '' : `${JSON.stringify(name)}:${writing.indent === '' ? '' : ' '}`;
    writing.write(`${at === 0 ? '' : ','}${inner === '' ? '' : `\n${inner}`}${label}`);
    writeJson(item, writing, inner);
  });
  writing.write(`${items.length === 0 || inner === '' ? '' : `\n${margin}`}${close!}`);
}
