import { describe, expect, it } from '@jest/globals';
import type { CompiledState, Json, Scope } from '../machine.js';
import { compiledState } from '../testing/compiled.js';
import { inner } from '../testing/musts.js';
import { scopeOf } from '../testing/scope-of.js';

const map = (fields: object): CompiledState<'Map'> =>
  compiledState('Map', { ItemProcessor: inner(), Next: 'Done', ...fields });
const ok = (value: unknown) => ({ ok: true, value });
const about = (item: object, input: Json = {}): Scope => scopeOf(input, () => ({ Map: { Item: item as Json } }));

describe("a Map's processor", () => {
  it('may still be called Iterator', () => {
    expect(map({ ItemProcessor: undefined, Iterator: inner() }).processor.StartAt).toBe('Inner');
  });
});

describe("a Map's items", () => {
  it.each<[string, object, Json, unknown]>([
    ['are its input', {}, [1, 2], { items: [1, 2] }],
    ['are where ItemsPath leads', { ItemsPath: '$.a' }, { a: [1] }, { items: [1] }],
    ['are the fields of an object', { ItemsPath: '$.a' }, { a: { x: 1 } }, { items: [1], keys: ['x'] }],
    ['are Items as it is written', { QueryLanguage: 'JSONata', Items: [1, 2] }, {}, { items: [1, 2] }],
    [
      'are what the expression Items makes',
      { QueryLanguage: 'JSONata', Items: '{% [$states.input.a, 2] %}' },
      { a: 1 },
      { items: [1, 2] },
    ],
  ])('%s', async (_what, fields, input, items) => {
    expect(await map(fields).items(scopeOf(input))).toEqual(ok(items));
  });

  it('are refused where they are none', async () => {
    expect(await map({ ItemsPath: '$.a' }).items(scopeOf({ a: 5 }))).toMatchObject({ error: 'States.Runtime' });
    expect(await map({ QueryLanguage: 'JSONata', Items: '{% 5 %}' }).items(scopeOf({}))).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Items',
    });
  });
});

describe('an iteration', () => {
  it('is given its item, or what ItemSelector makes of it', async () => {
    const scope = about({ Index: 0, Value: 7 }, { all: 'x' });
    const ItemSelector = { 'one.$': '$$.Map.Item.Value', 'all.$': '$.all' };
    const Items = '{% [7] %}';
    expect(await map({}).itemInput(scope, 7)).toEqual(ok(7));
    expect(await map({ ItemSelector }).itemInput(scope, 7)).toEqual(ok({ one: 7, all: 'x' }));
    expect(await map({ Parameters: ItemSelector }).itemInput(scope, 7)).toEqual(ok({ one: 7, all: 'x' }));
    expect(
      await map({
        QueryLanguage: 'JSONata',
        Items,
        ItemSelector: { one: '{% $states.context.Map.Item.Value %}', all: '{% $states.input.all %}' },
      }).itemInput(scope, 7),
    ).toEqual(ok({ one: 7, all: 'x' }));
  });
});

describe("a Map's numbers", () => {
  const NUMBERS = [
    ['MaxConcurrency', 'MaxConcurrencyPath', 'maxConcurrency'],
    ['ToleratedFailureCount', 'ToleratedFailureCountPath', 'toleratedFailureCount'],
    ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath', 'toleratedFailurePercentage'],
  ] as const;

  it.each(NUMBERS)('%s is constant, by %s, or an expression', async (field, byPath, number) => {
    const scope = scopeOf({ n: 4 });
    expect(await map({})[number](scope)).toEqual(ok(undefined));
    expect(await map({ [field]: 3 })[number](scope)).toEqual(ok(3));
    expect(await map({ [byPath]: '$.n' })[number](scope)).toEqual(ok(4));
    expect(await map({ QueryLanguage: 'JSONata', [field]: '{% $states.input.n + 1 %}' })[number](scope)).toEqual(ok(5));
    for (const n of [-1, true, {}, 'many'])
      expect(await map({ [byPath]: '$.n' })[number](scopeOf({ n }))).toMatchObject({ ok: false });
  });

  it('are at most 100 where they are percent', async () => {
    const { toleratedFailurePercentage } = map({ ToleratedFailurePercentagePath: '$.n' });
    expect(await toleratedFailurePercentage(scopeOf({ n: 12.5 }))).toEqual(ok(12.5));
    expect(await toleratedFailurePercentage(scopeOf({ n: 101 }))).toMatchObject({
      cause: 'ToleratedFailurePercentage must be between 0 and 100.',
    });
  });
});
