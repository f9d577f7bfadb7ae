import type { FlagShape, Member, NumberShape, Shape, StructureShape, TextShape } from './shape.js';

/** What JSON's parser calls a token. */
const TOKEN: Readonly<Record<string, string>> = { number: 'NUMBER_VALUE', string: 'STRING_VALUE' };
const tokenOf = (value: unknown): string => TOKEN[typeof value] ?? (value === true ? 'TRUE_VALUE' : 'FALSE_VALUE');

/**
 * Why a request's JSON cannot be read as the shape, in the words of the services' deserializer; undefined if it can.
 * `null` is as good as nothing, and fields that the shape does not have are passed by.
 */
export function misfit(value: unknown, shape: Shape): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (shape.kind === 'structure') return isObject(value) ? misfitWithin(value, shape) : notExpected(value);
  if (shape.kind === 'list')
    return Array.isArray(value) ? firstOf(value, (item) => misfit(item, shape.of)) : notExpected(value);
  if (typeof value === 'object') return notExpected(value);
  if (typeof value === SCALAR[shape.kind]) return undefined;
  return `${tokenOf(value)} can not be converted to ${wantedOf(shape)}`;
}

const SCALAR = { text: 'string', number: 'number', flag: 'boolean' } as const;

function wantedOf(shape: TextShape | NumberShape | FlagShape): string {
  if (shape.kind === 'text') return 'a String';
  if (shape.kind === 'flag') return 'a Boolean';
  return shape.type === 'Integer' ? 'an Integer' : `a ${shape.type}`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const misfitWithin = (value: Readonly<Record<string, unknown>>, { fields }: StructureShape): string | undefined =>
  firstOf(Object.entries(fields), ([name, member]: [string, Member]) =>
    Object.hasOwn(value, name) ? misfit(value[name], member) : undefined,
  );

function notExpected(value: unknown): string {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  return typeof value === 'object' ? 'Start of structure or map found where not expected' : 'Unexpected field type';
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
