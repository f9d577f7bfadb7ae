import type { FailDefinition } from '../definition.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { CompiledState, Evaluated, Scope } from '../machine.js';
import { named } from './common.js';
import { noResults } from './no-results.js';

type Text = (scope: Scope) => Evaluated<string | undefined>;

/** https://states-language.net/spec.html#fail-state */
export function compileFail(name: string, definition: FailDefinition): CompiledState<'Fail'> {
  const errorOf = compileText('ErrorPath', definition.Error, definition.ErrorPath);
  const causeOf = compileText('CausePath', definition.Cause, definition.CausePath);
  return {
    ...named(name, definition),
    failure: (scope) => {
      const error = errorOf(scope);
      if (!error.ok) return error;
      const cause = causeOf(scope);
      if (!cause.ok) return cause;
      return {
        ok: true,
        value: {
          ...(error.value !== undefined && { error: error.value }),
          ...(cause.value !== undefined && { cause: cause.value }),
        },
      };
    },
  };
}

function compileText(field: string, text: string | undefined, path: string | undefined): Text {
  if (path === undefined) return () => ({ ok: true, value: text });
  const read = compilePath(definedPath(path));
  return (scope) => {
    const value = read(scope);
    if (typeof value === 'string') return { ok: true, value };
    if (value === undefined) return noResults(path);
    const cause = `The ${field} field refers to value "${quoted(value)}" which is not a valid string: ${path}`;
    return { ok: false, error: 'States.Runtime', cause };
  };
}
