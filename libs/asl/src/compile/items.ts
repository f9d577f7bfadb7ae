import { after } from '../after.js';
import type { MapDefinition } from '../definition.js';
import { isArray, isObject, own } from '../json/object.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import { expressionIn, wrongType } from '../jsonata/compile-expression.js';
import { compileJsonataTemplate } from '../jsonata/compile-template.js';
import type { CompiledState, Evaluated, Items, Json, JsonObject, Scope } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import { noResults } from './no-results.js';

type ItemsOf = CompiledState<'Map'>['items'];
type ItemInput = CompiledState<'Map'>['itemInput'];

type ItemsIn = (value: Json) => Items | undefined;

/**
 * "Map state in Inline mode accepts only a JSON array as input."
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
 */
const inArray: ItemsIn = (value) => (isArray(value) ? { items: value } : undefined);

/** The items of an object are its fields. */
const inArrayOrObject: ItemsIn = (value) =>
  inArray(value) ?? (isObject(value) ? { items: Object.values(value), keys: Object.keys(value) } : undefined);

export function compileItems(
  definition: MapDefinition,
  { isJsonata, mode }: { isJsonata: boolean; mode: CompiledState<'Map'>['mode'] },
): ItemsOf {
  const itemsIn = mode === 'DISTRIBUTED' ? inArrayOrObject : inArray;
  return isJsonata ? jsonataItems(definition, itemsIn) : jsonPathItems(definition.ItemsPath ?? '$', itemsIn);
}

function jsonPathItems(path: string, itemsIn: ItemsIn): ItemsOf {
  const read = compilePath(definedPath(path));
  return (scope) => {
    const found = read(scope);
    if (found === undefined) return noResults(path);
    const items = itemsIn(found);
    if (items) return { ok: true, value: items };
    return { ok: false, error: 'States.Runtime', cause: `Reference path "${path}" must point to array.` };
  };
}

function jsonataItems({ Items }: MapDefinition, itemsIn: ItemsIn): ItemsOf {
  if (Items === undefined)
    return ({ input }) => (isArray(input) ? { ok: true, value: { items: input } } : notItems(input));
  const template = compileJsonataTemplate(Items, 'Items');
  const text = expressionIn(Items) ?? '';
  return (scope) =>
    after(template(scope, { input: scope.input }), (found) => {
      if (!found.ok) return found;
      const items = itemsIn(found.value);
      return items ? { ok: true, value: items } : wrongType(text, 'Items', 'array', found.value);
    });
}

/** Recorded on AWS: the failure of an evaluation, though of no field. */
const notItems = (input: Json): Evaluated<never> => ({
  ok: false,
  error: 'States.QueryEvaluationError',
  cause: `Map state input must be an array but was: ${quoted(input)}`,
});

/**
 * The item of an object goes with its name: "it runs an iteration for each key-value pair in the object, passing the
 * pair to the iteration as input".
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemspath.html
 */
function keyed({ context }: Scope, item: Json): Json {
  const map = own(context(), 'Map');
  const about = map !== undefined && isObject(map) ? own(map, 'Item') : undefined;
  const key = about !== undefined && isObject(about) ? own(about, 'Key') : undefined;
  return key === undefined ? item : { Key: key, Value: item };
}

/** `ItemSelector` (in older definitions `Parameters`), or the item itself. */
export function compileItemInput({ ItemSelector, Parameters }: MapDefinition, isJsonata: boolean): ItemInput {
  const selector = ItemSelector ?? Parameters;
  if (selector === undefined) return (scope, item) => ({ ok: true, value: keyed(scope, item) });
  if (!isJsonata) {
    const template = compileTemplate(selector as JsonObject);
    return (scope) => template(scope);
  }
  const template = compileJsonataTemplate(selector, 'ItemSelector');
  return (scope) => template(scope, { input: scope.input });
}
