import type { CompensateDefinition, HandlersDefinition } from '../definition.js';
import type { CompiledCatcher, CompiledCompensate, Retrier } from '../machine.js';
import type { Flow } from './flow.js';

interface Handlers {
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly CompiledCatcher[];
  readonly Compensate?: CompiledCompensate;
}

/** What a state that can fail has. https://states-language.net/spec.html#errors */
export const compileHandlers = (
  { Retry = [], Catch = [], Compensate }: HandlersDefinition & { readonly Compensate?: CompensateDefinition },
  flow: Flow,
): Handlers => ({
  Retry,
  Catch: Catch.map((definition) => {
    const { ErrorEquals, Next, Compensate: scope } = definition;
    return { ErrorEquals, Next, output: flow.caught(definition), ...(scope && { Compensate: scope }) };
  }),
  ...(Compensate && { Compensate: compileCompensate(Compensate, flow) }),
});

/** What undoes a step. */
function compileCompensate(definition: CompensateDefinition, flow: Flow): CompiledCompensate {
  const { Resource, Retry, TimeoutSeconds, HeartbeatSeconds } = definition;
  return {
    Resource,
    input: flow.undo(definition),
    ...(Retry !== undefined && { Retry }),
    ...(TimeoutSeconds !== undefined && { TimeoutSeconds }),
    ...(HeartbeatSeconds !== undefined && { HeartbeatSeconds }),
  };
}
