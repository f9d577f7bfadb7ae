import { compile, compileAlone, invalidDefinition, validateText, type Block, type CompiledState } from '#asl';
import type { Json, JsonObject } from '#contracts';
import type { JsonTexts } from './json-texts.js';
import { invalid, refused, type Refusal } from './refusal.js';

/** The state that is tested: by itself, or the one of that name in a whole definition. */
export interface StateUnderTest {
  readonly ok: true;
  readonly state: CompiledState;
  /** As it is written. */
  readonly definition: JsonObject;
  readonly language: 'JSONPath' | 'JSONata';
}

/** What Step Functions calls it, whatever its name is. */
export const STATE_NAME = 'StateName';

export function stateUnderTest(text: string, name: string | undefined, texts: JsonTexts): StateUnderTest | Refusal {
  const definition = texts.read(text);
  if (definition === undefined) return refused('InvalidDefinition', invalidDefinition(validateText(text)));
  return name === undefined ? alone(definition) : within(definition, name);
}

function alone(definition: Json): StateUnderTest | Refusal {
  const compiled = compileAlone(definition);
  if (!compiled.ok) return refused('InvalidDefinition', invalidDefinition(compiled.problems));
  return found(compiled.state, definition as JsonObject, undefined);
}

function within(definition: Json, name: string): StateUnderTest | Refusal {
  const compiled = compile(definition);
  if (!compiled.ok) return refused('InvalidDefinition', invalidDefinition(compiled.problems));
  const state = stateIn(compiled.machine, name);
  const written = writtenIn(definition as JsonObject, name);
  if (state === undefined || written === undefined) return invalid('State not found in definition');
  return found(state, written, (definition as JsonObject)['QueryLanguage']);
}

const found = (state: CompiledState, definition: JsonObject, ofMachine: Json | undefined): StateUnderTest => ({
  ok: true,
  state,
  definition,
  language: (definition['QueryLanguage'] ?? ofMachine) === 'JSONata' ? 'JSONata' : 'JSONPath',
});

/** At any depth; no two states of a machine have the same name. */
function stateIn({ states }: Block, name: string): CompiledState | undefined {
  const state = states.get(name);
  if (state !== undefined) return state;
  for (const each of states.values()) {
    const blocks = each.Type === 'Parallel' ? each.branches : each.Type === 'Map' ? [each.processor] : [];
    for (const block of blocks) {
      const inner = stateIn(block, name);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function writtenIn({ States }: JsonObject, name: string): JsonObject | undefined {
  const states = States as { readonly [name: string]: JsonObject };
  if (Object.hasOwn(states, name)) return states[name];
  for (const { Branches, ItemProcessor, Iterator } of Object.values(states)) {
    const blocks = [...((Branches ?? []) as readonly Json[]), ItemProcessor, Iterator] as (JsonObject | undefined)[];
    for (const block of blocks) {
      const inner = block && writtenIn(block, name);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}
