import type { Json, JsonObject } from '#contracts';
import type { Expected } from './answer-of.js';
import type { Model } from './model.js';
import type { Field, Shape } from './shape.js';

/** `STRICT`: what is required has to be there. `PRESENT`: what is there has to be right. */
export type Strictness = 'STRICT' | 'PRESENT';

/** What holds at a value: the field that it is in, wherever that is. */
interface At {
  readonly name: string;
  readonly model: Model;
  readonly strictness: Strictness;
}

type ShapeOf<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>;
type Misfit<K extends Shape['kind']> = (value: Json, shape: ShapeOf<K>, at: At) => string | undefined;

/**
 * Why a value is not what the API answers, in the words of Step Functions; undefined if it is. A field is named by its
 * own name alone; those that the model does not know may be there.
 */
export function misfit(value: Json, { model, shape, free }: Expected, strictness: Strictness): string | undefined {
  const whole = model.shape(shape);
  const checked =
    whole.kind === 'structure'
      ? { ...whole, fields: whole.fields.map((field) => (free.has(field.name) ? { ...field, shape: 'any' } : field)) }
      : whole;
  return misfitOf(value, checked, { name: shape, model, strictness });
}

/** A kind without a row does not compile. */
const MISFIT: { readonly [K in Shape['kind']]: Misfit<K> } = {
  any: () => undefined,
  boolean: (value, _shape, at) => (typeof value === 'boolean' ? undefined : mustBe(at, 'a boolean')),
  string: (value, shape, at) => (typeof value === 'string' ? beyond(value.length, shape, at) : mustBe(at, 'a string')),
  number: (value, shape, at) => (typeof value === 'number' ? beyond(value, shape, at) : mustBe(at, 'a number')),
  enum: (value, { values }, at) => {
    if (typeof value !== 'string') return mustBe(at, 'a string');
    return values.has(value) ? undefined : `Field '${at.name}' is not an expected value`;
  },
  list: (value, { of }, at) =>
    Array.isArray(value) ? ofItems(value as readonly Json[], of, at) : mustBe(at, 'an array'),
  map: (value, { of }, at) => (isObject(value) ? ofItems(Object.values(value), of, at) : mustBe(at, 'an object')),
  structure: (value, { fields }, at) =>
    isObject(value) ? (missing(value, fields, at) ?? ofFields(value, fields, at)) : mustBe(at, 'an object'),
};

const misfitOf = (value: Json, shape: Shape, at: At): string | undefined =>
  (MISFIT[shape.kind] as Misfit<Shape['kind']>)(value, shape, at);

const ofItems = (items: readonly Json[], of: string, at: At): string | undefined =>
  firstOf(items, (item) => misfitOf(item, at.model.shape(of), at));

function missing(value: JsonObject, fields: readonly Field[], { strictness }: At): string | undefined {
  if (strictness !== 'STRICT') return undefined;
  const field = fields.find(({ name, required }) => required && !Object.hasOwn(value, name));
  return field && `Required field '${field.name}' is missing`;
}

/** The SDK that Step Functions calls with spells some names otherwise than the model: `SSEKMSKeyId` as `SsekmsKeyId`. */
function ofFields(value: JsonObject, fields: readonly Field[], at: At): string | undefined {
  const known = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  return firstOf(Object.entries(value), ([name, item]) => {
    const field = known.get(name.toLowerCase());
    return field && misfitOf(item, at.model.shape(field.shape), { ...at, name });
  });
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mustBe = ({ name }: At, what: string): string => `Field '${name}' must be ${what}`;

/** "Less than the minimum value" is recorded; the others follow it. */
function beyond(size: number, { kind, least, most }: ShapeOf<'string'>, { name }: At): string | undefined {
  const what = kind === 'string' ? 'length' : 'value';
  if (size < least) return `Field '${name}' is less than the minimum ${what}`;
  return size > most ? `Field '${name}' is greater than the maximum ${what}` : undefined;
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
