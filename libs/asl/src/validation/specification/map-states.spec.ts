import { describe } from '@jest/globals';
import { distributedMap, inner, jsonata, keeps, mapState, ONLY, withDone, type Must } from '../../testing/musts.js';

type Fields = Record<string, unknown>;
const map = (more: Fields): unknown => withDone(mapState(more));
const far = (more: Fields): unknown => withDone(distributedMap(more));
const reader = (more: Fields): unknown => far({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ...more } });
const batcher = (more: Fields): unknown => far({ ItemBatcher: { MaxItemsPerBatch: 1, ...more } });
const both = (name: string): Fields => ({ [name]: 1, [`${name}Path`]: '$.n' });

const PROCESSOR: readonly Must[] = [
  [
    'A Map State MUST contain an object field named "ItemProcessor" (or deprecated "Iterator")',
    withDone({ Type: 'Map', Next: 'Done' }),
    `MAP_PROCESSOR ${ONLY}`,
  ],
  [
    '… which MUST contain fields named "States" and "StartAt"',
    map({ ItemProcessor: {} }),
    `MISSING_FIELD ${ONLY}.ItemProcessor`,
  ],
  [
    'The "ItemProcessor" field MAY contain a field named "ProcessorConfig", whose value MUST be a JSON object',
    map({ ItemProcessor: { ...inner(), ProcessorConfig: 1 } }),
    `WRONG_TYPE ${ONLY}.ItemProcessor.ProcessorConfig`,
  ],
  [
    'A state in the "States" field of an "ItemProcessor" field MUST NOT have a "Next" field that targets a field outside of that "States" field.',
    map({ ItemProcessor: inner('Inner', { End: undefined, Next: 'Done' }) }),
    `MISSING_TRANSITION_TARGET ${ONLY}.ItemProcessor.States.Inner.Next`,
  ],
  [
    'A state MUST NOT have a "Next" field which matches a state name inside an "ItemProcessor" field\'s "States" field unless it is also inside.',
    map({ Next: 'Inner' }),
    `MISSING_TRANSITION_TARGET ${ONLY}.Next`,
  ],
];

const ITEMS: readonly Must[] = [
  [
    'A JSONata Map State MAY have an "Items" field, whose value MUST be a JSON array or a JSONata string',
    jsonata(mapState({ Items: {} })),
    `WRONG_TYPE ${ONLY}.Items`,
  ],
  [
    'A JSONPath Map State MAY have an "ItemsPath" field, whose value MUST be a Reference Path.',
    map({ ItemsPath: '$.a[*]' }),
    `BAD_PATH ${ONLY}.ItemsPath`,
  ],
  [
    'A JSONPath Map State MAY have an "ItemSelector" field, whose value MUST be a Payload Template.',
    map({ ItemSelector: '$' }),
    `WRONG_TYPE ${ONLY}.ItemSelector`,
  ],
  [
    'A Map State MAY have an "ItemReader" field, whose value MUST be a JSON object',
    far({ ItemReader: 1 }),
    `WRONG_TYPE ${ONLY}.ItemReader`,
  ],
  [
    'The ItemReader Configuration MUST have a "Resource" field',
    far({ ItemReader: {} }),
    `MISSING_FIELD ${ONLY}.ItemReader`,
  ],
  [
    '… whose value MUST be a URI that uniquely identifies the specific task to execute.',
    far({ ItemReader: { Resource: 'x' } }),
    `UNKNOWN_RESOURCE ${ONLY}.ItemReader.Resource`,
  ],
  [
    'The ReaderConfig MAY have a "MaxItems" field which MUST be a positive integer.',
    reader({ ReaderConfig: { MaxItems: -1 } }),
    `WRONG_TYPE ${ONLY}.ItemReader.ReaderConfig.MaxItems`,
  ],
  [
    'In a JSONPath Map State, the ItemReader\'s "Parameters" field MUST be a Payload Template.',
    reader({ Parameters: 1 }),
    `WRONG_TYPE ${ONLY}.ItemReader.Parameters`,
  ],
  [
    '"MaxItemsPath" MUST be a Reference Path',
    reader({ ReaderConfig: { MaxItemsPath: '$..a' } }),
    `BAD_PATH ${ONLY}.ItemReader.ReaderConfig.MaxItemsPath`,
  ],
  [
    'A "ReaderConfig" field MUST NOT include both "MaxItems" and "MaxItemsPath".',
    reader({ ReaderConfig: both('MaxItems') }),
    `CONFLICTING_FIELDS ${ONLY}.ItemReader.ReaderConfig.MaxItemsPath`,
  ],
];

const BATCHES: readonly Must[] = [
  [
    'A Map State MAY have an "ItemBatcher" field, whose value MUST be a JSON object',
    far({ ItemBatcher: [] }),
    `WRONG_TYPE ${ONLY}.ItemBatcher`,
  ],
  ['"BatchInput" MUST be a Payload Template.', batcher({ BatchInput: 1 }), `WRONG_TYPE ${ONLY}.ItemBatcher.BatchInput`],
  [
    '"MaxItemsPerBatch" MUST be a positive integer.',
    batcher({ MaxItemsPerBatch: 0 }),
    `WRONG_TYPE ${ONLY}.ItemBatcher.MaxItemsPerBatch`,
  ],
  [
    '"MaxInputBytesPerBatch" MUST be a positive integer.',
    batcher({ MaxInputBytesPerBatch: 0 }),
    `WRONG_TYPE ${ONLY}.ItemBatcher.MaxInputBytesPerBatch`,
  ],
  [
    '"MaxItemsPerBatchPath" and "MaxInputBytesPerBatchPath" MUST be Reference Paths',
    far({ ItemBatcher: { MaxItemsPerBatchPath: 'a' } }),
    `BAD_PATH ${ONLY}.ItemBatcher.MaxItemsPerBatchPath`,
  ],
  [
    'A Map State MUST NOT include both "MaxItemsPerBatch" and "MaxItemsPerBatchPath"',
    far({ ItemBatcher: both('MaxItemsPerBatch') }),
    `CONFLICTING_FIELDS ${ONLY}.ItemBatcher.MaxItemsPerBatchPath`,
  ],
  [
    '… or both "MaxInputBytesPerBatch" and "MaxInputBytesPerBatchPath".',
    far({ ItemBatcher: both('MaxInputBytesPerBatch') }),
    `CONFLICTING_FIELDS ${ONLY}.ItemBatcher.MaxInputBytesPerBatchPath`,
  ],
  [
    'An ItemBatcher Configuration MUST contain at least one of "MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", or "MaxInputBytesPerBatchPath".',
    far({ ItemBatcher: {} }),
    `BATCH_WITHOUT_SIZE ${ONLY}.ItemBatcher`,
  ],
];

const RESULTS: readonly Must[] = [
  [
    'A Map State MAY have a "ResultWriter" field, whose value MUST be a JSON object',
    far({ ResultWriter: 1 }),
    `WRONG_TYPE ${ONLY}.ResultWriter`,
  ],
  [
    'The ResultWriter Configuration MUST have a "Resource" field (or, as Step Functions has it, a WriterConfig)',
    far({ ResultWriter: {} }),
    `EMPTY_RESULT_WRITER ${ONLY}.ResultWriter`,
  ],
  [
    'In a JSONPath Map State, the ResultWriter\'s "Parameters" MUST be a Payload Template.',
    far({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: 1 } }),
    `WRONG_TYPE ${ONLY}.ResultWriter.Parameters`,
  ],
];

const LIMITS: readonly Must[] = [
  [
    'A Map State MAY have a non-negative integer "MaxConcurrency" field.',
    map({ MaxConcurrency: -1 }),
    `WRONG_TYPE ${ONLY}.MaxConcurrency`,
  ],
  [
    '"MaxConcurrencyPath" MUST be a Reference Path',
    map({ MaxConcurrencyPath: '$.a[0:1]' }),
    `BAD_PATH ${ONLY}.MaxConcurrencyPath`,
  ],
  [
    'A Map State MUST NOT include both "MaxConcurrency" and "MaxConcurrencyPath".',
    map(both('MaxConcurrency')),
    `CONFLICTING_FIELDS ${ONLY}.MaxConcurrencyPath`,
  ],
  [
    '"ToleratedFailurePercentage" MUST be a number between zero and 100.',
    map({ ToleratedFailurePercentage: 100.5 }),
    `WRONG_TYPE ${ONLY}.ToleratedFailurePercentage`,
  ],
  [
    'A Map State MAY have a non-negative integer "ToleratedFailureCount" field.',
    map({ ToleratedFailureCount: 0.5 }),
    `WRONG_TYPE ${ONLY}.ToleratedFailureCount`,
  ],
  [
    '"ToleratedFailureCountPath" and "ToleratedFailurePercentagePath" MUST be Reference Paths',
    map({ ToleratedFailureCountPath: '$..n' }),
    `BAD_PATH ${ONLY}.ToleratedFailureCountPath`,
  ],
  [
    'A Map State MUST NOT include both "ToleratedFailureCount" and "ToleratedFailureCountPath"',
    map(both('ToleratedFailureCount')),
    `CONFLICTING_FIELDS ${ONLY}.ToleratedFailureCountPath`,
  ],
  [
    '… or both "ToleratedFailurePercentage" and "ToleratedFailurePercentagePath".',
    map(both('ToleratedFailurePercentage')),
    `CONFLICTING_FIELDS ${ONLY}.ToleratedFailurePercentagePath`,
  ],
];

describe('the specification: Map states', () => keeps(PROCESSOR));
describe('the specification: the items of a Map', () => keeps(ITEMS));
describe('the specification: batching items', () => keeps(BATCHES));
describe('the specification: writing results', () => keeps(RESULTS));
describe('the specification: concurrency and failure tolerance', () => keeps(LIMITS));
