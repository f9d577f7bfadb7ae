import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from '../compile.js';
import type { Json, JsonObject } from '../machine.js';
import { everything } from '../testing/everything.js';
import { validateText } from './text/validate-text.js';
import { validate } from './validate.js';
import { variableReferences } from './variable-references.js';

type Fields = Record<string, unknown>;
const definition = JSON.parse(JSON.stringify(everything)) as JsonObject;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_none, index) => make(index));
const fields = (count: number, make: (index: number) => readonly [string, unknown]): Fields =>
  Object.fromEntries(many(count, make));
const jsonata = (Output: unknown): Fields => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: { A: { Type: 'Pass', Output, End: true } },
});
const template = (Parameters: unknown): Fields => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', Parameters, End: true } },
});
const branch = (name: string): Fields => ({
  StartAt: name,
  States: { [name]: { Type: 'Task', Resource: 'kafka:a.b', End: true } },
});

/** Parallel states within each other, the innermost with this many branches. */
function deep(levels: number, branches: number): Fields {
  let state: Fields = { Type: 'Parallel', Branches: many(branches, (index) => branch(`B${index}`)), End: true };
  for (let level = 0; level < levels; level++) {
    state = {
      Type: 'Parallel',
      Branches: [{ StartAt: `L${level}`, States: { [`L${level}`]: state } }],
      Assign: { [`v${level}`]: 1 },
      End: true,
    };
  }
  return { StartAt: 'A', States: { A: state } };
}

/** A tenth of a megabyte each. */
const LARGE: readonly (readonly [what: string, definition: Fields])[] = [
  ['expressions', jsonata(many(3_000, () => '{% $states.input.a %}'))],
  ['expressions with functions', jsonata(many(3_000, () => '{% $f($states.input) %}'))],
  ['variables', jsonata(many(3_000, (index) => `{% $v${index} %}`))],
  ['bindings', jsonata(`{% (${many(6_000, (index) => `$a${index}:=1;`).join('')}1) %}`)],
  ['additions', jsonata(`{% ${'1+'.repeat(30_000)}1 %}`)],
  ['steps of a path', template({ 'a.$': `$${'.a'.repeat(50_000)}` })],
  ['members of a union', template({ 'a.$': `$[${many(15_000, String).join(',')}]` })],
  ['arguments', template({ 'a.$': `States.Array(${'$.a,'.repeat(20_000)}1)` })],
  ['wrong paths', template(fields(6_000, (index) => [`k${index}.$`, 'a']))],
  [
    'pivots',
    {
      StartAt: 'S0',
      States: fields(2_000, (index) => [
        `S${index}`,
        { Type: 'Task', Resource: 'kafka:a.b', SagaRole: 'PIVOT', Next: `S${index + 1}` },
      ]),
    },
  ],
  ['branches in branches', deep(35, 1_500)],
  ['unknown fields', fields(6_000, (index) => [`f${index}`, 1])],
];

const leaves = fc.oneof(
  fc.constantFrom<Json>(
    'Task',
    'Map',
    'Parallel',
    '$',
    '$.a',
    '$x',
    '{% $x %}',
    '{% ] %}',
    ' {% 1 %}',
    'States.UUID()',
    'States.ALL',
    'kafka:a.b',
    'DISTRIBUTED',
    'JSONata',
    'JSONPath',
    true,
    null,
    0,
    -1,
    1.5,
  ),
  fc.string(),
);
const { anyJson } = fc.letrec<{ anyJson: Json }>((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('anyJson'), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.constantFrom(
              'Type',
              'Next',
              'States',
              'Branches',
              'ItemProcessor',
              'ProcessorConfig',
              'Mode',
              'Catch',
              'Compensate',
              '__proto__',
              'toString',
              'a.$',
            ),
            fc.string(),
          ),
          tie('anyJson'),
        ),
        { maxLength: 4 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

const placesIn = (value: Json, at: readonly string[] = []): (readonly string[])[] => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, name]))
    : []),
];

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? replaced(item as Json, rest, by) : (item as Json)));
  return { ...(value as JsonObject), [name]: replaced((value as JsonObject)[name]!, rest, by) };
}

describe('validation', () => {
  it('takes a definition that uses everything', () => {
    expect(validate(definition).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    expect(compile(definition)).toMatchObject({ ok: true });
  });

  it('never throws, wherever a definition that uses everything was changed, and compile takes what it takes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(definition)), anyJson, (place, by) => {
        const changed = replaced(definition, place, by);
        const refused = validate(changed).some(({ severity }) => severity === 'ERROR');
        expect(validateText(JSON.stringify(changed)).some(({ severity }) => severity === 'ERROR')).toBe(refused);
        expect(compile(changed).ok).toBe(!refused);
        void variableReferences(changed);
      }),
      { numRuns: 300 },
    );
  });

  it.each(LARGE)('of very many %s takes time in proportion', (_what, large) => {
    const started = performance.now();
    void validate(large);
    // A tenth of a second or so; what grows by the square of the size takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('refuses some fifty states within each other, and takes forty', () => {
    expect(validate(deep(40, 1)).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    expect(validate(deep(50, 1)).map(({ code }) => code)).toEqual(['TOO_DEEP']);
  });

  it('takes names of any script, and dangerous ones for what they are', () => {
    for (const name of [
      'Заказ',
      '注文',
      'طلب',
      '😀',
      '__proto__',
      'constructor',
      'toString',
      ' ',
      "'",
      ']',
      '\\',
      '\u202e',
    ]) {
      const text = `{"StartAt":${JSON.stringify(name)},"States":{${JSON.stringify(name)}:{"Type":"Pass","End":true,"Nope":1}}}`;
      expect(validateText(text).map(({ code, line }) => `${code} ${line}`)).toEqual(['UNKNOWN_FIELD 1']);
      expect(validateText(text)[0]?.column).toBe(text.indexOf('"Nope"') + 1);
    }
    expect(({} as Fields)['Nope']).toBeUndefined();
  });
});
