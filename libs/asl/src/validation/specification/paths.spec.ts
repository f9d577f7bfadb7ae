import { describe } from '@jest/globals';
import { inner, keeps, mapState, ONLY, pass, taskState, withDone, type Must } from '../../testing/musts.js';

type Fields = Record<string, unknown>;
const parameters = (Parameters: unknown): unknown => pass({ Parameters });
const named = (value: string): unknown => parameters({ 'a.$': value });
const place = `${ONLY}.Parameters['a.$']`;

const PATHS: readonly Must[] = [
  ['A Path is a string', pass({ InputPath: 1 }), `WRONG_TYPE ${ONLY}.InputPath`],
  ['… beginning with "$"', pass({ InputPath: 'a' }), `BAD_PATH ${ONLY}.InputPath`],
  ['The syntax is that of JSONPath.', pass({ InputPath: '$.a[' }), `BAD_PATH ${ONLY}.InputPath`],
  [
    'When a Path begins with "$$", the remaining text is interpreted as the JSONPath.',
    pass({ InputPath: '$$.a[' }),
    `BAD_PATH ${ONLY}.InputPath`,
  ],
  [
    'All Reference Paths MUST be unambiguous references to a single value, array, or object: no "@" and "?"',
    pass({ ResultPath: '$.a[?(@.b == 1)]' }),
    `BAD_PATH ${ONLY}.ResultPath`,
  ],
  ['… no ","', pass({ ResultPath: '$.a[0,1]' }), `BAD_PATH ${ONLY}.ResultPath`],
  ['… no ":"', pass({ ResultPath: '$.a[0:1]' }), `BAD_PATH ${ONLY}.ResultPath`],
];

const TEMPLATES: readonly Must[] = [
  [
    'A Payload Template MUST be a JSON object; it has no required fields.',
    parameters([]),
    `WRONG_TYPE ${ONLY}.Parameters`,
  ],
  ['If the field value begins with only one "$", the value MUST be a Path.', named('$.a['), `BAD_PATH ${place}`],
  [
    'If the field value begins with "$$", the first dollar sign is stripped and the remainder MUST be a Path.',
    named('$$.a['),
    `BAD_PATH ${place}`,
  ],
  ['If the field value does not begin with "$", it MUST be an Intrinsic Function.', named('a'), `BAD_PATH ${place}`],
  [
    'A JSON object MUST NOT have duplicate field names after fields ending with the characters ".$" are renamed.',
    parameters({ 'a.$': '$', a: 1 }),
    `DUPLICATE_FIELD ${place}`,
  ],
  [
    'If any field within the Payload Template (however deeply nested) …',
    parameters({ b: [{ 'a.$': 'a' }] }),
    `BAD_PATH ${ONLY}.Parameters.b[0]['a.$']`,
  ],
];

const INTRINSICS: readonly Must[] = [
  ['An Intrinsic Function MUST be a string.', parameters({ 'a.$': 1 }), `WRONG_TYPE ${place}`],
  ['The Intrinsic Function MUST begin with an Intrinsic Function name.', named('Format()'), `BAD_PATH ${place}`],
  ['… a name that there is', named('States.Nope()'), `BAD_INTRINSIC ${place}`],
  [
    'The Intrinsic Function name MUST be followed immediately by a list of zero or more arguments',
    named('States.UUID'),
    `BAD_INTRINSIC ${place}`,
  ],
  ['… enclosed by "(" and ")"', named("States.Format('a'"), `BAD_INTRINSIC ${place}`],
  ['… and separated by commas.', named("States.Array('a' 'b')"), `BAD_INTRINSIC ${place}`],
  [
    'Intrinsic Function arguments may be strings enclosed by apostrophe characters, numbers, null, Paths, or nested Intrinsic Functions.',
    named('States.Array("a")'),
    `BAD_INTRINSIC ${place}`,
  ],
  [
    "The following characters are reserved for all Intrinsic Functions and MUST be escaped: ' { } \\",
    named("States.Array('a'b')"),
    `BAD_INTRINSIC ${place}`,
  ],
  ['… and not a function of JSONata', named('$uuid()'), `BAD_PATH ${place}`],
  ['… or an expression of it', named('{% $uuid() %}'), `BAD_PATH ${place}`],
  ["… ' { } \\ MUST be escaped ({)", named("States.Format('a {b}', 1)"), `BRACE_ALONE ${place}`],
  ['An escape of another character', named("States.Format('\\\"')"), `BAD_INTRINSIC ${place}`],
  [
    'An Intrinsic Function name MUST contain only the characters A through Z, a through z, 0 through 9, ".", and "_".',
    named("States.For-mat('a')"),
    `BAD_INTRINSIC ${place}`,
  ],
  [
    'If the character "\\" needs to appear as part of the value without serving as an escape character, it MUST be escaped with a backslash.',
    named("States.Array('a\\')"),
    `BAD_INTRINSIC ${place}`,
  ],
  ['States.UUID is called with no arguments', named('States.UUID(1)'), `BAD_INTRINSIC ${place}`],
  [
    'up to 10 nested intrinsic functions',
    named(`${'States.Array('.repeat(11)}${')'.repeat(11)}`),
    `BAD_INTRINSIC ${place}`,
  ],
];

const resulting = (Type: 'Task' | 'Parallel' | 'Map', more: Fields): unknown =>
  withDone({ ...{ Task: taskState(), Parallel: parallelState, Map: mapState() }[Type], ...more });
const parallelState = { Type: 'Parallel', Branches: [inner()], Next: 'Done' };

/** The same sentences of every type of state that has a result. */
const OF_RESULTS = (['Task', 'Parallel', 'Map'] as const).flatMap((type): readonly Must[] => [
  [`"InputPath" MUST be a Path (${type})`, resulting(type, { InputPath: 'a' }), `BAD_PATH ${ONLY}.InputPath`],
  [
    `"ResultSelector" MUST be a Payload Template (${type})`,
    resulting(type, { ResultSelector: 'a' }),
    `WRONG_TYPE ${ONLY}.ResultSelector`,
  ],
  [
    `"ResultPath" MUST be a Reference Path (${type})`,
    resulting(type, { ResultPath: '$.a[*]' }),
    `BAD_PATH ${ONLY}.ResultPath`,
  ],
  [`"OutputPath" MUST be a Path (${type})`, resulting(type, { OutputPath: '$.[' }), `BAD_PATH ${ONLY}.OutputPath`],
]);

const FILTERS: readonly Must[] = [
  [
    'Any state except for Fail MAY have "InputPath" and "OutputPath".',
    withDone({ Type: 'Fail', InputPath: '$' }),
    `UNKNOWN_FIELD ${ONLY}.InputPath`,
  ],
  ['The value of "InputPath" MUST be a Path', pass({ InputPath: {} }), `WRONG_TYPE ${ONLY}.InputPath`],
  [
    'The value of "Parameters" MUST be a Payload Template',
    withDone(taskState({ Parameters: '$' })),
    `WRONG_TYPE ${ONLY}.Parameters`,
  ],
  [
    'The value of "ResultSelector" MUST be a Payload Template',
    withDone(taskState({ ResultSelector: 1 })),
    `WRONG_TYPE ${ONLY}.ResultSelector`,
  ],
  [
    'The value of "ResultPath" MUST be a Reference Path',
    withDone(taskState({ ResultPath: '$..a' })),
    `BAD_PATH ${ONLY}.ResultPath`,
  ],
  [
    'The value of "ResultPath" MUST NOT begin with "$$"',
    withDone(taskState({ ResultPath: '$$.a' })),
    `BAD_PATH ${ONLY}.ResultPath`,
  ],
  ['The value of "OutputPath" MUST be a Path', pass({ OutputPath: 'a' }), `BAD_PATH ${ONLY}.OutputPath`],
  [
    'Pass State MAY have "Parameters" and "ResultPath" (not "ResultSelector")',
    pass({ ResultSelector: {} }),
    `UNKNOWN_FIELD ${ONLY}.ResultSelector`,
  ],
];

describe('the specification: paths', () => keeps(PATHS));
describe('the specification: payload templates', () => keeps(TEMPLATES));
describe('the specification: intrinsic functions', () => keeps(INTRINSICS));
describe('the specification: input and output processing with JSONPath', () => keeps([...FILTERS, ...OF_RESULTS]));
