import type { MapDefinition } from '../definition.js';
import type { CompiledState, Json } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
import { compileDistributed } from './distributed.js';
import type { FieldOf } from './flow.js';
import { flowOf } from './flow.js';
import { compileHandlers } from './handlers.js';
import { compileItemInput, compileItems } from './items.js';
import { integerField, notValid } from './seconds.js';

/** https://states-language.net/spec.html#map-state */
export function compileMap(
  name: string,
  definition: MapDefinition,
  { language, block }: Compiling,
): CompiledState<'Map'> {
  const flow = flowOf(definition, language);
  const isJsonata = (definition.QueryLanguage ?? language) === 'JSONata';
  const processor = (definition.ItemProcessor ?? definition.Iterator)!;
  const { Mode: mode = 'INLINE', ExecutionType } = processor.ProcessorConfig ?? {};
  const { MaxConcurrency, MaxConcurrencyPath, ToleratedFailureCount, ToleratedFailureCountPath, Label } = definition;
  return {
    ...named(name, definition),
    ...transition(definition),
    ...compileHandlers(definition, flow),
    mode,
    ...(ExecutionType === 'EXPRESS' && { express: true as const }),
    processor: block(processor),
    effectiveInput: flow.filtered(definition),
    items: compileItems(definition, { isJsonata, mode }),
    itemInput: compileItemInput(definition, isJsonata),
    maxConcurrency: flow.field(counted('MaxConcurrency', MaxConcurrency, MaxConcurrencyPath)),
    toleratedFailureCount: flow.field(
      counted('ToleratedFailureCount', ToleratedFailureCount, ToleratedFailureCountPath),
    ),
    toleratedFailurePercentage: flow.field(percentage(definition)),
    output: flow.result(definition),
    ...(Label !== undefined && { Label }),
    ...compileDistributed(definition, flow),
  };
}

/** Recorded on AWS: a text that is a number is taken for it. */
const numberIn = (value: Json): Json =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : value;

function counted(name: string, value: Json | undefined, path: string | undefined): FieldOf<number> {
  const field = integerField(name, 0, value, path);
  return { ...field, read: (found) => field.read(numberIn(found)) };
}

const percentage = ({
  ToleratedFailurePercentage: value,
  ToleratedFailurePercentagePath: path,
}: MapDefinition): FieldOf<number> => ({
  name: 'ToleratedFailurePercentage',
  value,
  path,
  expected: 'number',
  read: (found) => {
    const number = numberIn(found);
    return typeof number === 'number' ? number : undefined;
  },
  refuse: notValid('float', 'ToleratedFailurePercentage'),
  // Recorded on AWS.
  beyond: (found) => (found >= 0 && found <= 100 ? undefined : 'ToleratedFailurePercentage must be between 0 and 100.'),
});
