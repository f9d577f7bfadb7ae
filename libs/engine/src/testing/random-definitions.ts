import type { Json } from '#contracts';

/** A small generator of numbers, so that a hundred thousand definitions are quick, and a seed brings each of them back. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** xorshift32 */
  next(below: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % below;
  }

  of<T>(list: readonly T[]): T {
    return list[this.next(list.length)]!;
  }
}

/** What a hostile or careless author writes where anything else belongs. */
const ODD: readonly Json[] = [
  null,
  true,
  '',
  '$',
  '$.a[*].b',
  '$..a',
  '$$.Map.Item.Value',
  '$x.y',
  '{% $states.input %}',
  '{% $states.result.a[0] + 1 %}',
  '{% ( %}',
  '{% $f := function($n) { $f($n) }; $f(1) %}',
  "States.Format('{}', $.a)",
  'States.ArrayRange(1, 1000000, 1)',
  'States.MathAdd($.n, 1',
  -1,
  0,
  1e308,
  99_999_999,
  [],
  {},
  [[[]]],
  { 'a.$': '$.b' },
  { __proto__x: 1 },
  'kafka:a.b',
  'arn:aws:states:::lambda:invoke',
  'States.ALL',
  'S0',
  'S1',
];

const KEYS = [
  '__proto__', 'constructor', 'Next', 'End', 'Catch', 'Retry', 'Assign', 'Output', 'Arguments', 'Parameters', 'Compensate',
  'QueryLanguage', 'ItemProcessor', 'Branches', 'Items', 'ItemsPath', 'ResultPath', 'TimeoutSeconds', 'SagaRole', 'Lock',
  'ToleratedFailureCount', 'MaxConcurrency', 'Choices', 'Default', 'Variable', 'Condition', 'toString', 'é', ' ', 'a'.repeat(90),
]; // prettier-ignore

const RESOURCES = ['kafka:p.do', 'kafka:p.do.waitForTaskToken', 'arn:aws:states:::lambda:invoke'];

type Mutable = { [key: string]: Json };

/** A definition that may be right. */
export function randomDefinition(chance: Chance): Json {
  const language = chance.of(['JSONPath', 'JSONata']);
  const definition = block(chance, 2, 'S', language) as Mutable;
  if (language === 'JSONata' || chance.next(3) === 0) definition['QueryLanguage'] = language;
  if (chance.next(4) === 0) definition['TimeoutSeconds'] = 1 + chance.next(100);
  if (chance.next(3) === 0) definition['Saga'] = { Order: chance.of(['LIFO', 'STRUCTURED', 'PARALLEL']) };
  return definition;
}

function block(chance: Chance, depth: number, prefix: string, language: string): Json {
  const names = Array.from({ length: 1 + chance.next(3) }, (_, i) => `${prefix}${i}`);
  const States: Mutable = {};
  for (const [i, name] of names.entries()) {
    const next = names[i + 1];
    States[name] = { ...(state(chance, depth, name, language) as Mutable), ...(next ? { Next: next } : { End: true }) };
    const is = States[name] as Mutable;
    if (is['Type'] === 'Choice' || is['Type'] === 'Succeed' || is['Type'] === 'Fail') {
      delete is['Next'];
      delete is['End'];
    }
  }
  return { StartAt: names[0]!, States };
}

const TYPES = [
  'Pass',
  'Pass',
  'Task',
  'Task',
  'Wait',
  'Choice',
  'Parallel',
  'Map',
  'Compensate',
  'Succeed',
  'Fail',
] as const;

function state(chance: Chance, depth: number, name: string, language: string): Json {
  const Type = chance.of(TYPES);
  const path = language === 'JSONPath';
  const value = () => (path ? { 'v.$': chance.of(['$', '$.a', "States.Format('{}', $)"]) } : '{% $states.input %}');
  switch (Type) {
    case 'Pass':
      return path ? { Type, Parameters: value() } : { Type, Output: value() };
    case 'Task':
      return {
        Type,
        Resource: chance.of(RESOURCES),
        ...(chance.next(2) && { TimeoutSeconds: 5 }),
        ...(chance.next(2) && { Compensate: { Resource: 'kafka:p.undo' } }),
        ...(chance.next(3) === 0 && { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: chance.next(3) }] }),
      };
    case 'Wait':
      return { Type, Seconds: chance.next(3) };
    case 'Choice':
      return path
        ? { Type, Choices: [{ Variable: '$', IsNull: chance.next(2) === 0, Next: name }], Default: name }
        : { Type, Choices: [{ Condition: '{% false %}', Next: name }] };
    case 'Parallel':
      if (depth === 0) return { Type: 'Pass' };
      return {
        Type,
        Branches: [0, 1].slice(chance.next(2)).map((b) => block(chance, depth - 1, `${name}b${b}x`, language)),
      };
    case 'Map':
      if (depth === 0) return { Type: 'Pass' };
      return {
        Type,
        ...(path ? { ItemsPath: chance.of(['$', '$.items']) } : { Items: [1, 2] }),
        ItemProcessor: block(chance, depth - 1, `${name}m`, language),
        ...(chance.next(2) && { MaxConcurrency: chance.next(3) }),
        ...(chance.next(3) === 0 && { ToleratedFailureCount: 1 }),
      };
    case 'Compensate':
      return { Type, ...(chance.next(2) && { State: `${name.slice(0, -1)}0` }) };
    case 'Succeed':
      return { Type };
    case 'Fail':
      return { Type, Error: 'E' };
  }
}

/** The same with some of it removed, replaced or added. */
export function mutated(chance: Chance, value: Json, times: number): Json {
  let changed = value;
  for (let i = 0; i < times; i++) changed = mutatedOnce(chance, changed);
  return changed;
}

function mutatedOnce(chance: Chance, value: Json): Json {
  if (typeof value !== 'object' || value === null || chance.next(8) === 0) return chance.of(ODD);
  if (Array.isArray(value)) {
    if (value.length === 0) return [chance.of(ODD)];
    const place = chance.next(value.length);
    return (value as readonly Json[]).with(place, mutatedOnce(chance, value[place] as Json));
  }
  const entries = Object.entries(value);
  const which = chance.next(10);
  if (which === 0 || entries.length === 0) return withKey(value as Mutable, chance.of(KEYS), chance.of(ODD));
  const [key, inner] = chance.of(entries);
  if (which === 1) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return withKey(value as Mutable, key, mutatedOnce(chance, inner as Json));
}

/** As `JSON.parse` would make it: `__proto__` is a field like any other. */
function withKey(object: Mutable, key: string, value: Json): Json {
  const copy = { ...object };
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

export const INPUTS: readonly Json[] = [
  {},
  null,
  [],
  [1, 2, 3],
  'text',
  { a: 1, n: 5, items: [{ a: 1 }, null, 'x'] },
  { a: { b: [1, { c: 'é' }] }, items: [] },
  { items: Array.from({ length: 50 }, (_, i) => i) },
];
