import type { MapDefinition } from '../definition.js';
import type { CompiledState, Json } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import { compileCatcher } from './catcher.js';
import { named, transition } from './common.js';
import { compileCompensate } from './compensate.js';
import { compileFilter } from './input-output.js';
import { compileBlock } from './compile-state.js';
import { compileOutput } from './task.js';

export function compileMap(name: string, definition: MapDefinition): CompiledState<'Map'> {
  const processor = definition.ItemProcessor ?? definition.Iterator!;
  const items = compileFilter(definition.ItemsPath);
  const selector = definition.ItemSelector ?? definition.Parameters;
  const template = selector && compileTemplate(selector as never);
  const constant = (value: unknown) => () => ({ ok: true as const, value: value as number | undefined });
  return {
    ...named(name, definition),
    ...transition(definition),
    mode: processor.ProcessorConfig?.Mode ?? 'INLINE',
    ...(definition.Label !== undefined && { Label: definition.Label }),
    processor: compileBlock(processor),
    items: (scope) => {
      const found = items(scope);
      return found.ok ? { ok: true, value: { items: found.value as readonly Json[] } } : found;
    },
    itemInput: (scope, item) => (template ? template(scope) : { ok: true, value: item }),
    maxConcurrency: constant(definition.MaxConcurrency),
    toleratedFailureCount: constant(definition.ToleratedFailureCount),
    toleratedFailurePercentage: constant(definition.ToleratedFailurePercentage),
    effectiveInput: compileFilter(definition.InputPath),
    output: compileOutput(definition),
    Retry: definition.Retry ?? [],
    Catch: (definition.Catch ?? []).map(compileCatcher),
    ...(definition.Compensate && { Compensate: compileCompensate(definition.Compensate) }),
  };
}
