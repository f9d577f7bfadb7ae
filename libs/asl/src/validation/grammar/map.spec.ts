import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../testing/problems.js';
import { machineOf } from '../../testing/signup.js';

type Fields = Record<string, unknown>;
const inner = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } };
const distributed = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } };
const map = (more: Fields): Fields => machineOf({ Type: 'Map', ItemProcessor: inner, End: true, ...more });
const far = (more: Fields): Fields => map({ ItemProcessor: distributed, ...more });
const only = '$.States.Only';

const GETS = { Resource: 'arn:aws:states:::s3:getObject' };
const LISTS = { Resource: 'arn:aws:states:::s3:listObjectsV2' };

describe('a Map state', () => {
  it.each<[what: string, definition: unknown]>([
    ['nothing but its processor', map({})],
    ['the older Iterator', machineOf({ Type: 'Map', Iterator: inner, End: true })],
    ['the older Parameters', map({ Parameters: { 'a.$': '$$.Map.Item.Value' } })],
    [
      'what JSONPath has',
      map({
        InputPath: '$',
        ItemsPath: '$.items',
        ItemSelector: { 'a.$': '$$.Map.Item.Index' },
        MaxConcurrencyPath: '$.n',
        ResultSelector: { 'a.$': '$' },
        ResultPath: null,
        OutputPath: '$',
        Assign: { x: 1 },
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only', Compensate: 'SCOPE' }],
        Compensate: { Resource: 'kafka:order.cancel' },
      }),
    ],
    [
      'what JSONata has',
      map({
        QueryLanguage: 'JSONata',
        Items: '{% $states.input.items %}',
        ItemSelector: { a: '{% $states.context.Map.Item.Value %}' },
        MaxConcurrency: '{% 2 %}',
        ToleratedFailureCount: '{% 1 %}',
        ToleratedFailurePercentage: '{% 10 %}',
        Output: '{% $states.result %}',
        Assign: { x: '{% $states.result %}' },
      }),
    ],
    [
      'all that is distributed',
      far({
        Label: 'orders',
        ToleratedFailureCount: 1,
        ToleratedFailurePercentage: 2.5,
        MaxConcurrency: 1000,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Parameters: { Bucket: 'b', 'Key.$': '$.key' },
          ReaderConfig: {
            InputType: 'CSV',
            CSVHeaderLocation: 'GIVEN',
            CSVHeaders: ['a'],
            CSVDelimiter: 'PIPE',
            MaxItems: 10,
          },
        },
        ItemBatcher: { MaxItemsPerBatch: 10, MaxInputBytesPerBatch: 1000, BatchInput: { 'a.$': '$.a' } },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'b', Prefix: 'p' },
          WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' },
        },
      }),
    ],
    [
      'a reader of an inventory and a writer, in JSONata',
      far({
        QueryLanguage: 'JSONata',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Arguments: { Bucket: '{% $states.input.bucket %}', Key: 'k' },
          ReaderConfig: { InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY', MaxItems: '{% 5 %}' },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Arguments: { Bucket: '{% $states.input.bucket %}' },
        },
      }),
    ],
    [
      'a reader of the files of Athena',
      far({ ItemReader: { ...GETS, ReaderConfig: { ManifestType: 'ATHENA_DATA', InputType: 'PARQUET' } } }),
    ],
    [
      'a reader of all objects',
      far({ ItemReader: { ...LISTS, ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL' } } }),
    ],
    [
      'a reader of items within a document',
      far({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON', ItemsPointer: '/orders' },
        },
      }),
    ],
  ])('takes %s', (_what, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it.each<[what: string, definition: unknown, problem: string]>([
    ['has a processor', machineOf({ Type: 'Map', End: true }), `MAP_PROCESSOR ${only}`],
    ['has one processor', map({ Iterator: inner }), `MAP_PROCESSOR ${only}`],
    ['has one selector', map({ ItemSelector: {}, Parameters: {} }), `CONFLICTING_FIELDS ${only}.Parameters`],
    [
      'has one limit',
      map({ MaxConcurrency: 1, MaxConcurrencyPath: '$.n' }),
      `CONFLICTING_FIELDS ${only}.MaxConcurrencyPath`,
    ],
    [
      'starts at a state of its own',
      map({ ItemProcessor: { ...inner, StartAt: 'Only' } }),
      `MISSING_TRANSITION_TARGET ${only}.ItemProcessor.StartAt`,
    ],
    [
      'knows its modes',
      map({ ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'FAR' } } }),
      `WRONG_VALUE ${only}.ItemProcessor.ProcessorConfig.Mode`,
    ],
    [
      'has no query language in its processor',
      map({ ItemProcessor: { ...inner, QueryLanguage: 'JSONata' } }),
      `UNKNOWN_FIELD ${only}.ItemProcessor.QueryLanguage`,
    ],
    ['has items by a path of one node', map({ ItemsPath: '$..a' }), `BAD_PATH ${only}.ItemsPath`],
    ['counts no less than nothing', map({ MaxConcurrency: -1 }), `WRONG_TYPE ${only}.MaxConcurrency`],
    [
      'tolerates at most everything',
      far({ ToleratedFailurePercentage: 101 }),
      `WRONG_TYPE ${only}.ToleratedFailurePercentage`,
    ],
    ['has a label of up to 40 characters', far({ Label: 'x'.repeat(41) }), `BAD_LABEL ${only}.Label`],
    ['has a label that is not empty', far({ Label: '' }), `BAD_LABEL ${only}.Label`],
    ['has a reader with a resource', far({ ItemReader: {} }), `MISSING_FIELD ${only}.ItemReader`],
    [
      'has a reader of known inputs',
      far({ ItemReader: { Resource: 'x', ReaderConfig: { InputType: 'XML' } } }),
      `WRONG_VALUE ${only}.ItemReader.ReaderConfig.InputType`,
    ],
    [
      'has a manifest in one object',
      far({ ItemReader: { ...LISTS, ReaderConfig: { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' } } }),
      `READER_MANIFEST ${only}.ItemReader.ReaderConfig.ManifestType`,
    ],
    [
      'says what the files of a manifest of Athena are',
      far({ ItemReader: { ...GETS, ReaderConfig: { ManifestType: 'ATHENA_DATA', InputType: 'JSON' } } }),
      `READER_MANIFEST ${only}.ItemReader.ReaderConfig`,
    ],
    [
      'does not say what the files of an inventory are',
      far({ ItemReader: { ...GETS, ReaderConfig: { ManifestType: 'S3_INVENTORY', InputType: 'JSONL' } } }),
      `READER_MANIFEST ${only}.ItemReader.ReaderConfig.InputType`,
    ],
    [
      'says what the objects are that are loaded',
      far({ ItemReader: { ...LISTS, ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN' } } }),
      `LOAD_AND_FLATTEN ${only}.ItemReader.ReaderConfig`,
    ],
    [
      'loads what is listed',
      far({ ItemReader: { ...GETS, ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSON' } } }),
      `LOAD_AND_FLATTEN ${only}.ItemReader.ReaderConfig.Transformation`,
    ],
    ['has batches of known fields', far({ ItemBatcher: { Size: 1 } }), `UNKNOWN_FIELD ${only}.ItemBatcher.Size`],
    [
      'has a writer of known fields',
      far({ ResultWriter: { WriterConfig: { OutputType: 'CSV' } } }),
      `WRONG_VALUE ${only}.ResultWriter.WriterConfig.OutputType`,
    ],
  ])('%s', (_what, definition, problem) => {
    expect(problemsOf(definition)).toContain(problem);
  });

  it.each([...' ?*<>{}[]:;,\\|^~$#%&`"/\u0000\u001f\u007f\u0080\u009f\ud800'])(
    'has no %j in its label',
    (character) => {
      expect(problemsOf(far({ Label: `label_${character}` }))).toContain(`BAD_LABEL ${only}.Label`);
    },
  );
});
