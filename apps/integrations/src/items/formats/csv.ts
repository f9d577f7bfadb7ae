import { parse } from 'csv-parse/sync';
import type { Json } from '#contracts';
import type { ReaderConfig } from '../read-request.js';
import type { Format } from './format.js';

const DELIMITERS: { readonly [D in ReaderConfig['CSVDelimiter']]: string } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** An object a row, with texts by the names of their columns. https://datatracker.ietf.org/doc/html/rfc4180 */
export const csvItems: Format = (data, { CSVHeaderLocation, CSVHeaders = [], CSVDelimiter, MaxItems }) => ({
  items: parse(data, {
    bom: true,
    columns: CSVHeaderLocation === 'GIVEN' ? [...CSVHeaders] : true,
    delimiter: DELIMITERS[CSVDelimiter],
    relax_column_count: true,
    skip_empty_lines: true,
    ...(MaxItems !== undefined && { to: MaxItems }),
  }) as Json[],
});
