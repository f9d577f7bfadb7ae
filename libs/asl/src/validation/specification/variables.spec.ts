import { describe } from '@jest/globals';
import {
  distributedMap,
  inner,
  jsonata,
  keeps,
  mapState,
  ONLY,
  pass,
  taskState,
  withDone,
  type Must,
} from '../../testing/musts.js';

const assign = (Assign: unknown): unknown => pass({ Assign });
const state = (more: Record<string, unknown>): unknown => jsonata(taskState(more));
const caught = { ErrorEquals: ['States.ALL'], Next: 'Done' };

const VARIABLES: readonly Must[] = [
  [
    'The length of each variable name MUST BE less than or equal to 80 Unicode characters.',
    assign({ ['x'.repeat(81)]: 1 }),
    `BAD_VARIABLE_NAME ${ONLY}.Assign.${'x'.repeat(81)}`,
  ],
  [
    'The first character of a variable name MUST be a Unicode ID_Start character.',
    assign({ '1st': 1 }),
    `BAD_VARIABLE_NAME ${ONLY}.Assign['1st']`,
  ],
  [
    'The second and subsequent characters MUST be Unicode ID_Continue characters.',
    assign({ 'a-b': 1 }),
    `BAD_VARIABLE_NAME ${ONLY}.Assign['a-b']`,
  ],
  ['A state MUST NOT assign a value to "states".', assign({ states: 1 }), `BAD_VARIABLE_NAME ${ONLY}.Assign.states`],
  [
    'A state MUST NOT assign a value to "states" (by a path)',
    assign({ 'states.$': '$' }),
    `BAD_VARIABLE_NAME ${ONLY}.Assign['states.$']`,
  ],
  [
    'In a JSONPath state, the "ResultPath" field MUST NOT reference a variable.',
    pass({ Assign: { a: 1 }, ResultPath: '$a.b' }),
    `BAD_PATH ${ONLY}.ResultPath`,
  ],
  [
    'Any state except Succeed and Fail MAY have an "Assign" field (Succeed)',
    withDone({ Type: 'Succeed', Assign: {} }),
    `UNKNOWN_FIELD ${ONLY}.Assign`,
  ],
  [
    'Any state except Succeed and Fail MAY have an "Assign" field (Fail)',
    withDone({ Type: 'Fail', Assign: {} }),
    `UNKNOWN_FIELD ${ONLY}.Assign`,
  ],
  ['The value of an "Assign" field MUST be a JSON object.', assign([]), `WRONG_TYPE ${ONLY}.Assign`],
  [
    'In a Parallel state, a state in one branch MUST NOT reference any variable assigned in another branch.',
    withDone({
      Type: 'Parallel',
      Branches: [inner('A', { Assign: { a: 1 } }), inner('B', { InputPath: '$a' })],
      Next: 'Done',
    }),
    `UNKNOWN_VARIABLE ${ONLY}.Branches[1].States.B.InputPath`,
  ],
  [
    'States in inner scopes MUST NOT assign to a variable with the same name as a variable in an outer scope.',
    withDone(mapState({ Assign: { a: 1 }, ItemProcessor: inner('Inner', { Assign: { a: 2 } }) })),
    `OUTER_VARIABLE_ASSIGNED ${ONLY}.ItemProcessor.States.Inner.Assign.a`,
  ],
];

const SCOPES: readonly Must[] = [
  [
    'The names of outer-scoped and inner-scoped variables MUST be unique (Parallel)',
    withDone({
      Type: 'Parallel',
      Assign: { a: 1 },
      Branches: [inner('A', { Assign: { a: 2 } })],
      Next: 'Done',
    }),
    `OUTER_VARIABLE_ASSIGNED ${ONLY}.Branches[0].States.A.Assign.a`,
  ],
  [
    'States of a Distributed Map MUST NOT reference variables of an outer scope',
    {
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Assign: { a: 1 }, Next: 'Only' },
        Only: distributedMap({
          End: true,
          Next: undefined,
          ItemProcessor: {
            ...inner('Inner', { InputPath: '$a' }),
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          },
        }),
      },
    },
    `UNKNOWN_VARIABLE ${ONLY}.ItemProcessor.States.Inner.InputPath`,
  ],
];

const JSONATA: readonly Must[] = [
  [
    'JSONata expressions are written inside strings that start with {%',
    state({ Output: '1 %}' }),
    `UNCLOSED_JSONATA ${ONLY}.Output`,
  ],
  ['… and end with %}', state({ Output: '{% 1' }), `UNCLOSED_JSONATA ${ONLY}.Output`],
  [
    'The syntax of the text inside the delimiters is that of JSONata.',
    state({ Output: '{% ] %}' }),
    `INVALID_JSONATA ${ONLY}.Output`,
  ],
  [
    'A JSONata expression MUST NOT reference "$" at the top level',
    state({ Output: '{% $.total %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ],
  [
    '… or unqualified field names at the top level',
    state({ Output: '{% total %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ],
  [
    'A JSONata expression MUST NOT reference "$$".',
    state({ Output: '{% $$.total %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ],
  [
    '"Arguments" MUST NOT reference $states.result',
    state({ Arguments: '{% $states.result %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Arguments`,
  ],
  [
    '… or $states.errorOutput.',
    state({ Arguments: '{% $states.errorOutput %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Arguments`,
  ],
  [
    'In Task, Map, and Parallel States, the state\'s top-level "Output" field MAY reference $states.result: a Pass state\'s may not.',
    jsonata({ Type: 'Pass', Output: '{% $states.result %}', Next: 'Done' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ],
  [
    'The Catcher\'s "Output" field MAY reference $states.errorOutput: the state\'s may not.',
    state({ Output: '{% $states.errorOutput %}' }),
    `UNSUPPORTED_JSONATA ${ONLY}.Output`,
  ],
  [
    'A Catcher\'s "Assign" and "Output" fields MAY reference $states.input, $states.errorOutput, and $states.context: not $states.result.',
    state({ Catch: [{ ...caught, Assign: { a: '{% $states.result %}' } }] }),
    `UNSUPPORTED_JSONATA ${ONLY}.Catch[0].Assign.a`,
  ],
  ['Any state except Fail MAY have "Output".', jsonata({ Type: 'Fail', Output: 1 }), `UNKNOWN_FIELD ${ONLY}.Output`],
  [
    'Task and Parallel States MAY have "Arguments" (a Map may not)',
    jsonata(mapState({ Arguments: 1 })),
    `UNKNOWN_FIELD ${ONLY}.Arguments`,
  ],
  [
    'The value of an "Assign" field MUST be a JSON object (JSONata)',
    state({ Assign: '{% {} %}' }),
    `WRONG_TYPE ${ONLY}.Assign`,
  ],
  ['Disable JSONPath-only fields for JSONata', state({ Parameters: {} }), `OTHER_QUERY_LANGUAGE ${ONLY}.Parameters`],
];

describe('the specification: state machine variables', () => keeps([...VARIABLES, ...SCOPES]));
describe('the specification: JSONata', () => keeps(JSONATA));
