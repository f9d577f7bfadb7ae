import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../testing/problems.js';
import { machineOf } from '../../testing/signup.js';
import { variableReferences } from '../variable-references.js';

type Fields = Record<string, unknown>;
const pass = (more: Fields = {}): Fields => ({ Type: 'Pass', End: true, ...more });
const block = (name: string, more: Fields): Fields => ({ StartAt: name, States: { [name]: pass(more) } });
const around = (inner: Fields, more: Fields = {}): Fields =>
  machineOf({ Type: 'Parallel', Branches: [inner], Assign: { outer: 1 }, End: true, ...more });
const map = (config: Fields, inner: Fields): Fields =>
  machineOf({
    Type: 'Map',
    ItemProcessor: { ...block('Inner', inner), ProcessorConfig: config },
    Assign: { outer: 1 },
    End: true,
  });
const far = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const only = '$.States.Only';

describe('a variable', () => {
  it.each(['a', 'Ünïcödé', 'a_1', '名前', 'x'.repeat(80), '\u{1D4D0}'.repeat(80)])('can be called %s', (name) => {
    expect(problemsOf(machineOf(pass({ Assign: { [name]: 1 } })))).toEqual([]);
    expect(problemsOf(machineOf(pass({ Assign: { [`${name}.$`]: '$' } })))).toEqual([]);
  });

  it.each(['', '_a', '1a', 'a b', 'a-b', 'a.b', '$a', 'states', 'x'.repeat(81), '__proto__'])(
    'cannot be called %j',
    (name) => {
      const definition = JSON.parse(
        `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Assign":{${JSON.stringify(name)}:1}}}}`,
      );
      expect(problemsOf(definition)).toEqual([expect.stringMatching(/^BAD_VARIABLE_NAME \$\.States\.A\.Assign/u)]);
    },
  );

  it('is not assigned in an inner scope by the name of an outer one', () => {
    expect(problemsOf(around(block('Inner', { Assign: { outer: 2 } })))).toEqual([
      `OUTER_VARIABLE_ASSIGNED ${only}.Branches[0].States.Inner.Assign.outer`,
    ]);
    expect(problemsOf(around(block('Inner', { Assign: { inner: 2 } })))).toEqual([]);
    expect(problemsOf(map(far, { Assign: { outer: 2 } }))).toEqual([]);
  });

  it('of a Catcher is one of the scope of its state', () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only', Assign: { seen: 1 } }] };
    expect(problemsOf(around(block('Inner', { Assign: { seen: 2 } }), caught))).toEqual([
      `OUTER_VARIABLE_ASSIGNED ${only}.Branches[0].States.Inner.Assign.seen`,
    ]);
  });

  it.each<[what: string, read: Fields]>([
    ['by a path', { InputPath: '$outer.a' }],
    ['in a template', { Parameters: { 'a.$': '$outer' } }],
    ['by JSONata', { QueryLanguage: 'JSONata', Output: '{% $outer %}' }],
  ])('is read %s, from within too, but not from the executions of a Distributed Map', (_what, read) => {
    expect(problemsOf(around(block('Inner', read)))).toEqual([]);
    expect(problemsOf(map({ Mode: 'INLINE' }, read))).toEqual([]);
    expect(problemsOf(map(far, read))).toEqual([expect.stringMatching(/^UNKNOWN_VARIABLE/u)]);
  });

  it('that nothing assigns is warned about, as it fails only when it runs', () => {
    expect(problemsOf(machineOf(pass({ InputPath: '$nope' })))).toEqual([`UNKNOWN_VARIABLE ${only}.InputPath`]);
    expect(problemsOf(around(block('A', { Assign: { inner: 1 } }), { OutputPath: '$inner' }))).toEqual([
      `UNKNOWN_VARIABLE ${only}.OutputPath`,
    ]);
  });

  it('is not written by ResultPath', () => {
    expect(problemsOf(machineOf(pass({ Assign: { a: 1 }, ResultPath: '$a' })))).toEqual([
      `BAD_PATH ${only}.ResultPath`,
    ]);
  });

  it('is listed under the states that read it', () => {
    const inner = block('Inner', { QueryLanguage: 'JSONata', Output: '{% $outer + $sum($x.b) + ($y := 1; $y) %}' });
    expect(variableReferences(around(inner, { Parameters: { 'a.$': '$x', 'b.$': '$x.c' } }))).toEqual({
      Only: ['x'],
      Inner: ['outer', 'x'],
    });
  });
});
