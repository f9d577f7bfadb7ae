import Table from 'cli-table3';
import type { Style } from './style.js';

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns without lines, as one reads them in a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const drawn = new Table({
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  if (head.length > 0) drawn.push(head.map((title) => style.faint(title)));
  for (const row of rows) drawn.push([...row]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** With lines around every cell. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const drawn = new Table({ head: head.map((title) => style.strong(title)), style: { head: [], border: [] } });
  for (const row of rows) drawn.push([...row]);
  return drawn.toString();
}

/** At most so many characters. */
export const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
