import type { ListShape, Member, NumberShape, Shape, StructureShape, TextShape } from './shape.js';

/**
 * The rules of a shape that a request breaks, in the words of the services' validator: "Value 'x' at 'name' failed to
 * satisfy constraint: …". The request has been read as the shape already.
 */
export function problemsOf(value: unknown, shape: Member, at: string): readonly string[] {
  if (value === undefined || value === null)
    return shape.required ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`] : [];
  switch (shape.kind) {
    case 'text':
      return failures(ofText(value as string, shape), shape.secret ? undefined : (value as string), at);
    case 'number':
      return failures(ofNumber(value as number, shape), String(value), at);
    case 'flag':
      return [];
    case 'list':
      return ofList(value as readonly unknown[], shape, at);
    default:
      return ofFields(value as Readonly<Record<string, unknown>>, shape, at);
  }
}

/** Of a whole request. */
export const problemsOfRequest = (request: unknown, shape: StructureShape): readonly string[] =>
  ofFields(request as Readonly<Record<string, unknown>>, shape, '');

/** The message of a ValidationException about them. */
export const validationMessage = (problems: readonly string[]): string =>
  `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`;

const failures = (rules: readonly string[], value: string | undefined, at: string): readonly string[] =>
  rules.map(
    (rule) => `Value ${value === undefined ? '' : `'${value}' `}at '${at}' failed to satisfy constraint: ${rule}`,
  );

function ofText(value: string, { min, max, pattern, oneOf }: TextShape): string[] {
  const broken: string[] = [];
  if (pattern && !pattern.test.test(value))
    broken.push(`Member must satisfy regular expression pattern: ${pattern.source}`);
  if (oneOf && !oneOf.includes(value)) broken.push(`Member must satisfy enum value set: [${oneOf.join(', ')}]`);
  return [...broken, ...ofSize(value.length, { min, max }, 'length')];
}

const ofNumber = (value: number, { min, max }: NumberShape): string[] => ofSize(value, { min, max }, 'value');

function ofSize(
  size: number,
  { min = -Infinity, max = Infinity }: { min?: number | undefined; max?: number | undefined },
  what: 'length' | 'value',
): string[] {
  if (size < min) return [`Member must have ${what} greater than or equal to ${min}`];
  return size > max ? [`Member must have ${what} less than or equal to ${max}`] : [];
}

function ofList(items: readonly unknown[], shape: ListShape, at: string): readonly string[] {
  const own = failures(ofSize(items.length, shape, 'length'), spelled(items, shape), at);
  const theirs = items.flatMap((item, index) =>
    problemsOf(item, { ...shape.of, required: true }, `${at}.${index + 1}.member`),
  );
  return [...own, ...theirs];
}

const ofFields = (
  value: Readonly<Record<string, unknown>>,
  { fields }: StructureShape,
  at: string,
): readonly string[] =>
  Object.entries(fields).flatMap(([name, member]) =>
    problemsOf(Object.hasOwn(value, name) ? value[name] : undefined, member, at === '' ? name : `${at}.${name}`),
  );

/** Lists and structures in messages look like those of Java. */
function spelled(value: unknown, shape: Shape): string {
  if (shape.kind === 'list')
    return `[${(value as readonly unknown[]).map((item) => spelled(item, shape.of)).join(', ')}]`;
  if (shape.kind !== 'structure') return String(value);
  const fields = Object.entries(shape.fields).flatMap(([name, member]) => {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    return field === undefined || field === null ? [] : [`${name}=${spelled(field, member)}`];
  });
  return `${shape.name}(${fields.join(', ')})`;
}
