import type { ItemReaderDefinition } from '../../definition.js';
import { jsonataTemplate } from '../jsonata.js';
import { onlyJsonata, onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { notBoth } from '../rules/one-of.js';
import { constant, listOf, text } from '../shape.js';
import { count } from './numbers.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const readerConfig = node<NonNullable<ItemReaderDefinition['ReaderConfig']>>({
  what: 'a ReaderConfig object',
  fields: {
    InputType: constant('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'),
    Transformation: constant('NONE', 'LOAD_AND_FLATTEN'),
    ManifestType: constant('ATHENA_DATA', 'S3_INVENTORY'),
    CSVDelimiter: constant('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    CSVHeaderLocation: constant('FIRST_ROW', 'GIVEN'),
    CSVHeaders: listOf(text, 'column names', 1),
    MaxItems: count,
    MaxItemsPath: onlyJsonPath(referencePath),
    ItemsPointer: text,
  },
  rules: [notBoth('A ReaderConfig object', 'MaxItems', 'MaxItemsPath')],
});

export const itemReader = node<ItemReaderDefinition>({
  what: 'an ItemReader',
  required: ['Resource'],
  fields: {
    Comment: text,
    Resource: text,
    Parameters: onlyJsonPath(payloadTemplate),
    Arguments: onlyJsonata(jsonataTemplate),
    ReaderConfig: readerConfig,
  },
});
