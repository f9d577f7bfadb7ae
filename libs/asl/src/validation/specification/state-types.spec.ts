import { describe } from '@jest/globals';
import { inner, jsonata, keeps, mapState, ONLY, pass, taskState, withDone, type Must } from '../../testing/musts.js';

type Fields = Record<string, unknown>;
const task = (more: Fields): unknown => withDone(taskState(more));
const wait = (more: Fields): Fields => ({ Type: 'Wait', Next: 'Done', ...more });
const fail = (more: Fields): unknown => withDone({ Type: 'Fail', ...more });
const parallel = (Branches: unknown): unknown => withDone({ Type: 'Parallel', Branches, Next: 'Done' });

const TASK: readonly Must[] = [
  ['A Task State MUST include a "Resource" field', withDone({ Type: 'Task', Next: 'Done' }), `MISSING_FIELD ${ONLY}`],
  [
    '… whose value MUST be a URI that uniquely identifies the specific task to execute.',
    task({ Resource: 'place' }),
    `UNKNOWN_RESOURCE ${ONLY}.Resource`,
  ],
  [
    'Timeouts are specified in seconds and MUST be positive integers.',
    task({ TimeoutSeconds: 0 }),
    `WRONG_TYPE ${ONLY}.TimeoutSeconds`,
  ],
  [
    'Timeouts are specified in seconds and MUST be positive integers (heartbeat)',
    task({ HeartbeatSeconds: 1.5 }),
    `WRONG_TYPE ${ONLY}.HeartbeatSeconds`,
  ],
  [
    '"TimeoutSecondsPath" fields MUST be Reference Paths',
    task({ TimeoutSecondsPath: '$.a[*]' }),
    `BAD_PATH ${ONLY}.TimeoutSecondsPath`,
  ],
  [
    '"HeartbeatSecondsPath" fields MUST be Reference Paths',
    task({ HeartbeatSecondsPath: 'a' }),
    `BAD_PATH ${ONLY}.HeartbeatSecondsPath`,
  ],
  [
    'A Task State MUST NOT include both "TimeoutSeconds" and "TimeoutSecondsPath"',
    task({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
    `CONFLICTING_FIELDS ${ONLY}.TimeoutSecondsPath`,
  ],
  [
    '… or both "HeartbeatSeconds" and "HeartbeatSecondsPath".',
    task({ HeartbeatSeconds: 1, HeartbeatSecondsPath: '$.t' }),
    `CONFLICTING_FIELDS ${ONLY}.HeartbeatSecondsPath`,
  ],
  [
    'The "HeartbeatSeconds" interval MUST be smaller than the "TimeoutSeconds" value.',
    task({ HeartbeatSeconds: 5, TimeoutSeconds: 5 }),
    `HEARTBEAT_NOT_SHORTER ${ONLY}.HeartbeatSeconds`,
  ],
  [
    'A Task State MAY include a "Credentials" field, whose value MUST be a JSON object.',
    task({ Credentials: 1 }),
    `WRONG_TYPE ${ONLY}.Credentials`,
  ],
];

const WAIT: readonly Must[] = [
  [
    'A JSONata Wait State MUST contain exactly one of "Seconds" or "Timestamp".',
    jsonata(wait({})),
    `WAIT_FORMS ${ONLY}`,
  ],
  [
    'A JSONPath Wait State MUST contain exactly one of "Seconds", "SecondsPath", "Timestamp", or "TimestampPath".',
    withDone(wait({ Seconds: 1, TimestampPath: '$.t' })),
    `WAIT_FORMS ${ONLY}`,
  ],
  ['"SecondsPath" MUST be a Reference Path', withDone(wait({ SecondsPath: '$.a[*]' })), `BAD_PATH ${ONLY}.SecondsPath`],
  [
    '"TimestampPath" MUST be a Reference Path',
    withDone(wait({ TimestampPath: '$..a' })),
    `BAD_PATH ${ONLY}.TimestampPath`,
  ],
  ['"Seconds" MUST be a non-negative integer', withDone(wait({ Seconds: -1 })), `WRONG_TYPE ${ONLY}.Seconds`],
  [
    'an absolute expiry time, which MUST conform to the RFC3339 profile',
    jsonata(wait({ Timestamp: 'noon' })),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
  [
    '… with the further restrictions that an uppercase "T" character MUST be used to separate date and time',
    withDone(wait({ Timestamp: '2016-03-14 01:59:00Z' })),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
  [
    '… and an uppercase "Z" character MUST be present in the absence of a numeric time zone offset',
    withDone(wait({ Timestamp: '2016-03-14T01:59:00' })),
    `BAD_TIMESTAMP ${ONLY}.Timestamp`,
  ],
];

const FAIL: readonly Must[] = [
  [
    'A Fail State MAY have a field named "Error", whose value MUST be a string',
    fail({ Error: 1 }),
    `WRONG_TYPE ${ONLY}.Error`,
  ],
  [
    'A Fail State MAY have a field named "Cause", whose value MUST be a string',
    fail({ Cause: {} }),
    `WRONG_TYPE ${ONLY}.Cause`,
  ],
  [
    '"ErrorPath" and "CausePath" values MUST be Reference Paths or Intrinsic Functions',
    fail({ ErrorPath: '$..a' }),
    `BAD_PATH ${ONLY}.ErrorPath`,
  ],
  [
    'A Fail state MUST NOT include both "Error" and "ErrorPath"',
    fail({ Error: 'E', ErrorPath: '$.e' }),
    `CONFLICTING_FIELDS ${ONLY}.ErrorPath`,
  ],
  [
    '… or both "Cause" and "CausePath".',
    fail({ Cause: 'E', CausePath: '$.e' }),
    `CONFLICTING_FIELDS ${ONLY}.CausePath`,
  ],
];

const PARALLEL: readonly Must[] = [
  [
    'A Parallel State MUST contain a field named "Branches"',
    withDone({ Type: 'Parallel', Next: 'Done' }),
    `MISSING_FIELD ${ONLY}`,
  ],
  ['… which is an array whose elements MUST be objects.', parallel([1]), `WRONG_TYPE ${ONLY}.Branches[0]`],
  ['Each object MUST contain fields named "States" and "StartAt"', parallel([{}]), `MISSING_FIELD ${ONLY}.Branches[0]`],
  ['… "States"', parallel([{ StartAt: 'A' }]), `MISSING_FIELD ${ONLY}.Branches[0]`],
  ['… and "StartAt"', parallel([{ States: inner('A')['States'] }]), `MISSING_FIELD ${ONLY}.Branches[0]`],
  [
    'A state in a Parallel State branch "States" field MUST NOT have a "Next" field that targets a field outside of that "States" field.',
    parallel([inner('A', { End: undefined, Next: 'Done' })]),
    `MISSING_TRANSITION_TARGET ${ONLY}.Branches[0].States.A.Next`,
  ],
  [
    'A state MUST NOT have a "Next" field which matches a state name inside a Parallel State branch\'s "States" field unless it is also inside the same "States" field.',
    withDone({ Type: 'Parallel', Branches: [inner('A')], Next: 'A' }),
    `MISSING_TRANSITION_TARGET ${ONLY}.Next`,
  ],
];

describe('the specification: Task states', () => keeps(TASK));
describe('the specification: Wait states', () => keeps(WAIT));
describe('the specification: Fail states', () => keeps(FAIL));
describe('the specification: Parallel states', () => keeps(PARALLEL));
describe('the specification: Pass states', () =>
  keeps([
    ['A JSONata Pass State MAY have an "Output" field', pass({ Output: 1 }), `OTHER_QUERY_LANGUAGE ${ONLY}.Output`],
  ]));
describe('the specification: Map states in JSONPath', () =>
  keeps([
    ['The "Items" field is JSONata\'s', withDone(mapState({ Items: [] })), `OTHER_QUERY_LANGUAGE ${ONLY}.Items`],
  ]));
