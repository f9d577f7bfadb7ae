import type { ItemReaderDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { csvHeadersAreGiven, csvHeadersAreOfCsv, csvSaysWhereItsHeadersAre } from '../rules/csv.js';
import { notBoth } from '../rules/one-of.js';
import {
  athenaSaysWhatItsFilesAre,
  inventoryIsCsv,
  manifestIsOneObject,
  whatIsLoadedIsListed,
} from '../rules/reader.js';
import { constant, kind, listOf, text } from '../shape.js';
import { objectArguments } from './common.js';
import { maxItems } from './numbers.js';
import { resourceOf } from './resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const readerConfig = node<NonNullable<ItemReaderDefinition['ReaderConfig']>>({
  what: 'a ReaderConfig object',
  fields: {
    InputType: kind(['MANIFEST', 'JSON', 'CSV', 'JSONL', 'PARQUET']),
    Transformation: constant('NONE', 'LOAD_AND_FLATTEN'),
    ManifestType: constant('ATHENA_DATA', 'S3_INVENTORY'),
    CSVDelimiter: constant('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    CSVHeaderLocation: constant('FIRST_ROW', 'GIVEN'),
    CSVHeaders: listOf(text, 'column names', 1),
    MaxItems: maxItems,
    MaxItemsPath: onlyJsonPath(referencePath),
    ItemsPointer: text,
  },
  rules: [
    notBoth('A ReaderConfig object', 'MaxItems', 'MaxItemsPath'),
    csvSaysWhereItsHeadersAre,
    csvHeadersAreOfCsv,
    csvHeadersAreGiven,
  ],
});

export const itemReader = node<ItemReaderDefinition>({
  what: 'an ItemReader',
  required: ['Resource'],
  fields: {
    Comment: text,
    Resource: resourceOf('getObject', 'listObjectsV2'),
    Parameters: onlyJsonPath(payloadTemplate),
    ...objectArguments,
    ReaderConfig: readerConfig,
  },
  rules: [manifestIsOneObject, athenaSaysWhatItsFilesAre, inventoryIsCsv, whatIsLoadedIsListed],
});
