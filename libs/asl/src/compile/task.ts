import type { InputOutputDefinition, ResultDefinition, TaskDefinition } from '../definition.js';
import type { CompiledState, Scope } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import { compileCatcher } from './catcher.js';
import { named, transition } from './common.js';
import { compileCompensate } from './compensate.js';
import { compileFilter, compileInput, compileResultPath, leaving, withInput } from './input-output.js';
import { compileSeconds } from './seconds.js';

/** https://states-language.net/spec.html#task-state */
export function compileTask(name: string, definition: TaskDefinition): CompiledState<'Task'> {
  return {
    ...named(name, definition),
    ...transition(definition),
    Resource: definition.Resource,
    effectiveInput: compileInput(definition),
    output: compileOutput(definition),
    timeoutSeconds: compileSeconds(
      'TimeoutSecondsPath',
      definition.TimeoutSeconds as number | undefined,
      definition.TimeoutSecondsPath,
    ),
    heartbeatSeconds: compileSeconds(
      'HeartbeatSecondsPath',
      definition.HeartbeatSeconds as number | undefined,
      definition.HeartbeatSecondsPath,
    ),
    Retry: definition.Retry ?? [],
    Catch: (definition.Catch ?? []).map(compileCatcher),
    ...(definition.SagaRole && { SagaRole: definition.SagaRole }),
    CompensateOnFailure: definition.CompensateOnFailure ?? false,
    ...(definition.Compensate !== undefined && { Compensate: compileCompensate(definition.Compensate) }),
  };
}

export function compileOutput({
  ResultSelector,
  ResultPath,
  OutputPath,
}: ResultDefinition & InputOutputDefinition): CompiledState<'Task'>['output'] {
  const select = ResultSelector === undefined ? undefined : compileTemplate(ResultSelector);
  const place = compileResultPath(ResultPath);
  const filter = compileFilter(OutputPath);
  return (scope: Scope, result) => {
    const selected = select === undefined ? undefined : select(withInput(scope, result));
    if (selected?.ok === false) return selected;
    const placed = place(scope.input, selected === undefined ? result : selected.value);
    if (!placed.ok || OutputPath === undefined) return leaving(placed);
    return leaving(filter(withInput(scope, placed.value)));
  };
}
