import { describe, expect, it } from '@jest/globals';
import { awsAnswers, problemsOf } from '../testing/problems.js';
import { machineOf } from '../testing/signup.js';

type Fields = Record<string, unknown>;
const pass = (more: Fields): Fields => machineOf({ Type: 'Pass', End: true, ...more });
const jsonata = (more: Fields): Fields => ({ ...pass(more), QueryLanguage: 'JSONata' });
const inMap = (state: Fields, map: Fields = {}): Fields =>
  machineOf({
    Type: 'Map',
    ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true, ...state } } },
    End: true,
    ...map,
  });
const only = '$.States.Only';

describe('the query language', () => {
  it.each<[what: string, definition: unknown]>([
    ['of the machine', jsonata({ Output: '{% $states.input.a %}' })],
    ['of a state', pass({ QueryLanguage: 'JSONata', Output: { a: ['{% $states.input %}'] } })],
    ['said twice', jsonata({ QueryLanguage: 'JSONata', Output: 5 })],
    ['of a state in a state', inMap({ QueryLanguage: 'JSONata', Output: '{% 1 %}' })],
    ['of the machine in a state in a state', { ...inMap({ Output: '{% 1 %}' }), QueryLanguage: 'JSONata' }],
  ])('is that %s', (_what, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it('refuses the fields of JSONPath in JSONata, as Step Functions does', () => {
    const definition = jsonata({ InputPath: '$', Parameters: {}, Result: 1, ResultPath: '$', OutputPath: '$' });
    expect(awsAnswers(definition)).toEqual(
      ['InputPath', 'Parameters', 'Result', 'ResultPath', 'OutputPath'].map(
        (field) =>
          `SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage at /States/Only`,
      ),
    );
  });

  it('refuses the fields of JSONata in JSONPath, also in a state within a JSONata state', () => {
    expect(awsAnswers(inMap({ Output: 1 }, { QueryLanguage: 'JSONata' }))).toEqual([
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/Only/ItemProcessor/States/P",
    ]);
    expect(problemsOf(pass({ Output: 1 }))).toEqual([`OTHER_QUERY_LANGUAGE ${only}.Output`]);
  });

  it('takes no JSONPath state in a JSONata machine', () => {
    expect(awsAnswers(jsonata({ QueryLanguage: 'JSONPath' }))).toEqual([
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/Only",
    ]);
  });

  it.each<[what: string, definition: unknown, problem: string]>([
    ['that cannot be parsed', jsonata({ Output: { a: ['{% 1 + %}'] } }), `INVALID_JSONATA ${only}.Output.a[0]`],
    ['that is not closed', jsonata({ Output: '{% 1' }), `UNCLOSED_JSONATA ${only}.Output`],
    ['that is not opened', jsonata({ Assign: { a: ' {% 1 %}' } }), `UNCLOSED_JSONATA ${only}.Assign.a`],
    ['that is nested too deeply', jsonata({ Output: `{% ${'('.repeat(50_000)} %}` }), `INVALID_JSONATA ${only}.Output`],
  ])('refuses a JSONata expression %s', (_what, definition, problem) => {
    expect(problemsOf(definition)).toEqual([problem]);
  });

  it('leaves texts of JSONata alone in JSONPath', () => {
    expect(problemsOf(pass({ Parameters: { a: '{% 1 +' } }))).toEqual([]);
  });
});
