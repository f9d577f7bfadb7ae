import { isArray, isObject } from '../json/object.js';
import type { DefinitionProblem, Json, JsonObject } from '../machine.js';
import { Place } from './place.js';

/** Values of a ReaderConfig with which nobody reads yet, all or some of them. */
const NOT_READ: { readonly [field: string]: (value: Json) => boolean } = {
  InputType: (type) => type === 'MANIFEST' || type === 'PARQUET',
  Transformation: (transformation) => transformation !== 'NONE',
  ManifestType: () => true,
};

/**
 * What a valid definition asks for and nothing does yet. Whoever takes a definition to run it refuses these: a field that
 * is taken and ignored would be a promise that is not kept.
 */
export const notRunYet = (definition: unknown): DefinitionProblem[] =>
  isObject(definition) ? [...inBlock(definition, Place.root('STANDARD'))] : [];

function* inBlock(block: JsonObject, place: Place): Generator<DefinitionProblem> {
  const states = block['States'];
  if (states === undefined || !isObject(states)) return;
  for (const [name, state] of Object.entries(states))
    if (isObject(state)) yield* inState(state, place.field('States').field(name));
}

function* inState(state: JsonObject, place: Place): Generator<DefinitionProblem> {
  yield* inReader(state['ItemReader'], place.field('ItemReader'));
  for (const field of ['ItemProcessor', 'Iterator']) yield* within(state[field], place.field(field));
  const branches = state['Branches'];
  if (branches !== undefined && isArray(branches))
    for (const [index, branch] of branches.entries()) yield* within(branch, place.field('Branches').item(index));
}

function* inReader(reader: Json | undefined, place: Place): Generator<DefinitionProblem> {
  const config = reader !== undefined && isObject(reader) ? reader['ReaderConfig'] : undefined;
  if (config === undefined || !isObject(config)) return;
  for (const [field, value] of Object.entries(config)) {
    if (!Object.hasOwn(NOT_READ, field) || !NOT_READ[field]!(value)) continue;
    yield refusal(`"${field}": ${JSON.stringify(value)}`, place.field('ReaderConfig').field(field).path);
  }
}

function* within(block: Json | undefined, place: Place): Generator<DefinitionProblem> {
  if (block !== undefined && isObject(block)) yield* inBlock(block, place);
}

const refusal = (what: string, path: string): DefinitionProblem => ({
  severity: 'ERROR',
  code: 'NOT_RUN_YET',
  path,
  message: `${what} is valid, but Backstep does not do what it says yet.`,
  hint: 'Leave it out, or keep the machine where it runs until this is built.',
});
