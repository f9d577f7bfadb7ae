import { describe } from '@jest/globals';
import { distributedMap, jsonata, keeps, mapState, ONLY, pass, taskState, type Must } from '../../testing/musts.js';

type Fields = Record<string, unknown>;
const task = (more: Fields): unknown => jsonata(taskState(more));
const wait = (more: Fields): unknown => jsonata({ Type: 'Wait', Next: 'Done', ...more });
const fail = (more: Fields): unknown => jsonata({ Type: 'Fail', ...more });
const map = (more: Fields): unknown => jsonata(mapState(more));
const far = (more: Fields): unknown => jsonata(distributedMap(more));
const reader = (more: Fields): unknown => far({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ...more } });
const batcher = (more: Fields): unknown => far({ ItemBatcher: { MaxItemsPerBatch: 1, ...more } });

/** What a field may be besides a JSONata string. */
const FIELDS: readonly Must[] = [
  ['"TimeoutSeconds" MUST be a positive integer', task({ TimeoutSeconds: 'x' }), `WRONG_TYPE ${ONLY}.TimeoutSeconds`],
  ['… "HeartbeatSeconds"', task({ HeartbeatSeconds: 0 }), `WRONG_TYPE ${ONLY}.HeartbeatSeconds`],
  ['"Seconds" MUST be a nonnegative integer', wait({ Seconds: 'x' }), `WRONG_TYPE ${ONLY}.Seconds`],
  ['"Timestamp" MUST conform to RFC3339', wait({ Timestamp: 'x' }), `BAD_TIMESTAMP ${ONLY}.Timestamp`],
  ['"Error" MUST be a string', fail({ Error: 1 }), `WRONG_TYPE ${ONLY}.Error`],
  ['"Cause" MUST be a string', fail({ Cause: {} }), `WRONG_TYPE ${ONLY}.Cause`],
  ['"Items" MUST be a JSON array', map({ Items: {} }), `WRONG_TYPE ${ONLY}.Items`],
  ['"MaxConcurrency" MUST be a non-negative integer', map({ MaxConcurrency: -1 }), `WRONG_TYPE ${ONLY}.MaxConcurrency`],
  [
    '"ToleratedFailureCount" MUST be a non-negative integer',
    far({ ToleratedFailureCount: -1 }),
    `WRONG_TYPE ${ONLY}.ToleratedFailureCount`,
  ],
  [
    '"ToleratedFailurePercentage" MUST be a number between zero and 100.',
    far({ ToleratedFailurePercentage: 101 }),
    `WRONG_TYPE ${ONLY}.ToleratedFailurePercentage`,
  ],
  [
    'The "Arguments" of an ItemReader MUST be a JSON object or a JSONata string',
    reader({ Arguments: 1 }),
    `WRONG_TYPE ${ONLY}.ItemReader.Arguments`,
  ],
  [
    'The "Arguments" of a ResultWriter MUST be a JSON object or a JSONata string',
    far({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: ['a'] } }),
    `WRONG_TYPE ${ONLY}.ResultWriter.Arguments`,
  ],
  [
    '"MaxItems" MUST be a positive integer',
    reader({ Arguments: {}, ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: -1 } }),
    `WRONG_TYPE ${ONLY}.ItemReader.ReaderConfig.MaxItems`,
  ],
  [
    '"MaxItemsPerBatch" MUST be a positive integer',
    batcher({ MaxItemsPerBatch: 0 }),
    `WRONG_TYPE ${ONLY}.ItemBatcher.MaxItemsPerBatch`,
  ],
  [
    '"MaxInputBytesPerBatch" MUST be a positive integer',
    batcher({ MaxInputBytesPerBatch: 0 }),
    `WRONG_TYPE ${ONLY}.ItemBatcher.MaxInputBytesPerBatch`,
  ],
  [
    'A "Condition" MUST be a boolean or a JSONata string',
    jsonata({ Type: 'Choice', Choices: [{ Condition: 'x', Next: 'Done' }] }),
    `WRONG_TYPE ${ONLY}.Choices[0].Condition`,
  ],
  ...['States.UUID()', "$states.input & States.Format('{}', 1)", '[States.Array(1)]'].map((text): Must => [
    `Intrinsic Functions are of JSONPath alone: ${text}`,
    jsonata({ Type: 'Pass', Output: `{% ${text} %}`, Next: 'Done' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ]),
  [
    'A state MUST NOT assign a value to "states" (JSONata)',
    jsonata({ Type: 'Pass', Assign: { states: 1 }, Next: 'Done' }),
    `BAD_VARIABLE_NAME ${ONLY}.Assign.states`,
  ],
];

/** Fields of the other language are refused, each by name. */
const OF_JSONPATH = ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSecondsPath'].map(
  (name): Must => [
    `A JSONata state MUST NOT have "${name}"`,
    task({ [name]: '$' }),
    `OTHER_QUERY_LANGUAGE ${ONLY}.${name}`,
  ],
);

const OF_JSONATA: readonly Must[] = [
  ['A JSONPath state MUST NOT have "Output"', pass({ Output: 1 }), `OTHER_QUERY_LANGUAGE ${ONLY}.Output`],
];

describe('the specification: fields of JSONata states', () => keeps(FIELDS));
describe('the specification: fields of the other query language', () => keeps([...OF_JSONPATH, ...OF_JSONATA]));
