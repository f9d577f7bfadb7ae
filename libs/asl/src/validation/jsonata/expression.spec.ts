import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../testing/problems.js';
import { machineOf, task } from '../../testing/signup.js';

type Fields = Record<string, unknown>;
const jsonata = (state: Fields): Fields => ({ ...machineOf(state), QueryLanguage: 'JSONata' });
const output = (expression: string): string[] =>
  problemsOf(jsonata({ Type: 'Pass', Assign: { x: 1, o: 1 }, Output: `{% ${expression} %}`, End: true }));
const at = (field: string, expression: string, more: Fields = {}): string[] =>
  problemsOf(jsonata(task({ [field]: `{% ${expression} %}`, ...more })));
const caught = (more: Fields): Fields => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only', ...more }] });

describe('a JSONata expression', () => {
  it.each([
    '1',
    '"a"',
    '$states.input.a',
    '$x',
    '$o[total > 10]',
    '$o[$.total > 10]',
    '$x.a.b',
    '$x.{"k": a}',
    '$x^(>a)',
    '$x{a: $}',
    '$x.(a; $)',
    '$x@$e.$e.a',
    '$x#$i.$i',
    '$map($x, function($v, $i) { $v.a + $i })',
    '($f := function($n) { $n = 0 ? 1 : $f($n - 1) }; $f(3))',
    '$x ~> |a|{"b": c}|',
    '$sum(?, 1)($x)',
    '$states',
    '$uuid()',
    '$partition($x, 2)',
    '$x ? 1 : 2',
    '[$x, 1]',
    '/a+/',
    '$states.context.State.Name',
  ])('may be %s', (expression) => {
    expect(output(expression)).toEqual([]);
  });

  it.each([
    'total',
    '$',
    '$.total',
    '$$',
    '$$.a',
    '-total',
    '{"a": total}',
    '{total: 1}',
    '[total]',
    '$sum(total)',
    'total ? 1 : 2',
    '$x ? total : 1',
    '($x; total)',
    '$map($x, function($v) { total })',
    'total ~> $sum()',
    '$x + total',
    '$x[$$.a]',
    'total[0]',
    '($y := total; 1)',
    '$states.result',
    '$states.errorOutput',
    '$states.nope',
    '$x[$states.result = 1]',
  ])('must not be %s', (expression) => {
    expect(output(expression)).toContain('UNSUPPORTED_JSONATA $.States.Only.Output');
  });

  it('has the result of a state in its Output and Assign alone', () => {
    expect(at('Output', '$states.result')).toEqual([]);
    expect(problemsOf(jsonata(task({ Assign: { a: '{% $states.result %}' } })))).toEqual([]);
    expect(at('Arguments', '$states.result')).toEqual(['UNSUPPORTED_JSONATA $.States.Only.Arguments']);
    expect(at('TimeoutSeconds', '$states.result')).toEqual(['UNSUPPORTED_JSONATA $.States.Only.TimeoutSeconds']);
    expect(at('Output', '$states.errorOutput')).toEqual(['UNSUPPORTED_JSONATA $.States.Only.Output']);
  });

  it('has the error in the Output and Assign of a Catcher alone', () => {
    const error = '{% $states.errorOutput %}';
    expect(problemsOf(jsonata(task(caught({ Output: error, Assign: { a: error } }))))).toEqual([]);
    expect(problemsOf(jsonata(task(caught({ Output: '{% $states.result %}' }))))).toEqual([
      'UNSUPPORTED_JSONATA $.States.Only.Catch[0].Output',
    ]);
  });

  it('is warned about where it calls $eval, which there is not', () => {
    expect(output('$eval("1")')).toEqual(['NO_EVAL $.States.Only.Output']);
  });

  it('is warned about where its pattern cannot be matched in linear time', () => {
    expect(output('$match("a", /(?=a)/)')).toEqual(['UNSUPPORTED_PATTERN $.States.Only.Output']);
    expect(output('$contains("a", /(a+)+$/i)')).toEqual([]);
  });

  it('is not looked for where Step Functions does not', () => {
    const plain = '{% a %}';
    const state = task({
      Comment: plain,
      Retry: [{ ErrorEquals: [plain], Comment: plain }],
      End: undefined,
      Next: plain,
    });
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Only',
      States: { Only: state, [plain]: { Type: 'Succeed' } },
    };
    expect(problemsOf(JSON.parse(JSON.stringify(definition)))).toEqual([]);
  });
});
