import { styleText } from 'node:util';
import type { Environment } from '../command-line/io.js';

type Paint = (text: string) => string;

/** Colours for what they mean; plain text where nobody sees colours. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly undo: Paint;
  readonly name: Paint;
  readonly faint: Paint;
  readonly strong: Paint;
}

type Format = Parameters<typeof styleText>[0];

const PAINTED: { readonly [K in keyof Style]: Format } = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  undo: 'magenta',
  name: 'cyan',
  faint: 'dim',
  strong: 'bold',
};

export const styleFor = (colours: boolean): Style =>
  Object.fromEntries(
    Object.entries(PAINTED).map(([name, format]): [string, Paint] => [
      name,
      (text) => (colours ? styleText(format, text, { validateStream: false }) : text),
    ]),
  ) as unknown as Style;

/** https://no-color.org; `FORCE_COLOR` for pipes that show colours. */
export function hasColours(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
