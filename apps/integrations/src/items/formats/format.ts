import type { Items } from '../items.js';
import type { InputType, ReaderConfig } from '../read-request.js';
import { csvItems } from './csv.js';
import { jsonItems } from './json.js';
import { jsonLines } from './json-lines.js';
import { parquetItems } from './parquet.js';

/** @throws Error that says what is wrong with the data. */
export type Format = (data: Buffer, config: ReaderConfig) => Items | Promise<Items>;

/** One row an `InputType`. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const FORMATS: { readonly [T in InputType]: Format } = {
  JSON: jsonItems,
  JSONL: jsonLines,
  CSV: csvItems,
  PARQUET: parquetItems,
};
