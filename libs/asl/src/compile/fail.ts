import { after } from '../after.js';
import type { FailDefinition } from '../definition.js';
import { quoted } from '../json/quoted.js';
import type { CompiledState, Evaluated, Json, Later } from '../machine.js';
import { named, type Compiling } from './common.js';
import { flowOf, type FieldOf } from './flow.js';

/** https://states-language.net/spec.html#fail-state */
export function compileFail(name: string, definition: FailDefinition, { language }: Compiling): CompiledState<'Fail'> {
  const { Error: error, ErrorPath, Cause: cause, CausePath } = definition;
  const flow = flowOf(definition, language);
  const errorOf = flow.field(textField('Error', error, ErrorPath));
  const causeOf = flow.field(textField('Cause', cause, CausePath));
  return {
    ...named(name, definition),
    failure: (scope) =>
      after(errorOf(scope), (is): Later<Evaluated<Failure>> =>
        is.ok ? after(causeOf(scope), (because) => (because.ok ? failureOf(is.value, because.value) : because)) : is,
      ),
  };
}

interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

const failureOf = (error: string | undefined, cause: string | undefined): Evaluated<Failure> => ({
  ok: true,
  value: { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) },
});

const textField = (name: string, value: Json | undefined, path: string | undefined): FieldOf<string> => ({
  name,
  value,
  path,
  expected: 'string',
  read: (found) => (typeof found === 'string' ? found : undefined),
  refuse: (found, at) => ({
    ok: false,
    error: 'States.Runtime',
    cause: `The ${name}Path field refers to value "${quoted(found)}" which is not a valid string: ${at}`,
  }),
});
