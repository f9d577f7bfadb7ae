import type { MapDefinition } from '../definition.js';
import type { CompiledState, Evaluated } from '../machine.js';
import { named, transition, type Compiling } from './common.js';
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
  const { MaxConcurrency, MaxConcurrencyPath, ToleratedFailureCount, ToleratedFailureCountPath, Label } = definition;
  return {
    ...named(name, definition),
    ...transition(definition),
    ...compileHandlers(definition, flow),
    mode: processor.ProcessorConfig?.Mode ?? 'INLINE',
    processor: block(processor),
    effectiveInput: flow.filtered(definition),
    items: compileItems(definition, isJsonata),
    itemInput: compileItemInput(definition, isJsonata),
    maxConcurrency: flow.field(integerField('MaxConcurrency', 0, MaxConcurrency, MaxConcurrencyPath)),
    toleratedFailureCount: flow.field(
      integerField('ToleratedFailureCount', 0, ToleratedFailureCount, ToleratedFailureCountPath),
    ),
    toleratedFailurePercentage: flow.field(percentage(definition)),
    output: flow.result(definition),
    ...(Label !== undefined && { Label }),
  };
}

const percentage = ({
  ToleratedFailurePercentage: value,
  ToleratedFailurePercentagePath: path,
}: MapDefinition): FieldOf<number> => ({
  name: 'ToleratedFailurePercentage',
  value,
  path,
  expected: 'number',
  read: (found) => (typeof found === 'number' && found >= 0 && found <= 100 ? found : undefined),
  refuse: (found, at) =>
    typeof found === 'number' ? OUT_OF_RANGE : notValid('float', 'ToleratedFailurePercentage')(found, at),
});

/** Recorded on AWS. */
const OUT_OF_RANGE: Evaluated<never> = {
  ok: false,
  error: 'States.Runtime',
  cause: 'ToleratedFailurePercentage must be between 0 and 100.',
};
