import { parse } from 'csv-parse/sync';
import type { CompiledItemReader, Json } from '../machine.js';

type Delimiter = CompiledItemReader['CSVDelimiter'];

/** What a ReaderConfig says about a table. */
export interface CsvConfig {
  readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN' | undefined;
  readonly CSVHeaders?: readonly string[] | undefined;
  readonly CSVDelimiter?: Delimiter | undefined;
  readonly MaxItems?: number | undefined;
}

const DELIMITERS: { readonly [D in Delimiter]: string } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/**
 * An object a row, with texts by the names of their columns; what a row lacks is empty, what it has beyond is left out.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html#itemsource-example-csv-data
 * @throws Error that says what is wrong with the table.
 */
export function csvItems(text: string, config: CsvConfig): readonly Json[] {
  const { CSVHeaderLocation, CSVHeaders = [], CSVDelimiter = 'COMMA', MaxItems } = config;
  const isGiven = CSVHeaderLocation === 'GIVEN';
  const delimiter = DELIMITERS[CSVDelimiter];
  const rows = parse(withoutBackslashes(text, delimiter), {
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    ...(MaxItems !== undefined && { to: MaxItems + (isGiven ? 0 : 1) }),
  }) as string[][];
  const [headers = [], ...others] = isGiven ? [CSVHeaders, ...rows] : rows;
  const names = headers.map((name) => restored(name, delimiter));
  return others.map((row) => itemOf(names, row, delimiter));
}

const itemOf = (names: readonly string[], row: readonly string[], delimiter: string): Json =>
  Object.fromEntries(names.map((name, i) => [name, restored(row[i] ?? '', delimiter)]));

/** Characters of no text, for those that a backslash takes their meaning from while the table is read. */
const BACKSLASH = '\uFDD0';
const QUOTE = '\uFDD1';
const DELIMITER = '\uFDD2';

/** A backslash before any other character is dropped. */
const withoutBackslashes = (text: string, delimiter: string): string =>
  text.replace(/\\(.)?/gsu, (_, next: string = '') => {
    if (next === '\\') return BACKSLASH;
    if (next === '"') return QUOTE;
    return next === delimiter ? DELIMITER : next;
  });

const restored = (value: string, delimiter: string): string =>
  value.replaceAll(BACKSLASH, '\\').replaceAll(QUOTE, '"').replaceAll(DELIMITER, delimiter);
