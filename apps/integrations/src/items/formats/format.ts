import { csvItems, jsonLines } from '#asl';
import type { Items } from '../items.js';
import type { InputType, ReaderConfig } from '../read-request.js';
import { jsonItems } from './json.js';
import { parquetItems } from './parquet.js';
import { textOf } from './text-of.js';

/** @throws Error that says what is wrong with the data. */
export type Format = (data: Buffer, config: ReaderConfig) => Items | Promise<Items>;

/** One row an `InputType`. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const FORMATS: { readonly [T in InputType]: Format } = {
  JSON: jsonItems,
  JSONL: (data, config) => ({ items: jsonLines(textOf(data), config) }),
  CSV: (data, config) => ({ items: csvItems(textOf(data), config) }),
  PARQUET: parquetItems,
};
