import type { InputOutputDefinition, PassDefinition, ResultDefinition } from '../definition.js';
import { evaluated } from '../failure.js';
import { compileCall } from '../intrinsics/compile-call.js';
import { looksLikeCall } from '../intrinsics/parse-call.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { Evaluated, Json, JsonObject, Left, Scope } from '../machine.js';
import { compileTemplate } from '../payload-template/compile-template.js';
import type { Flow } from './flow.js';
import {
  compileFilter,
  compileInput,
  compileResultPath,
  compileThrough,
  isWhole,
  withInput,
  type Stage,
} from './input-output.js';
import { noResults } from './no-results.js';

type Assign = (scope: Scope) => Evaluated<Json>;

/** The output, and the variables that `Assign` gives a value; its paths see `subject` as `$`. */
function leaving(output: Evaluated<Json>, assign: Assign | undefined, scope: Scope, subject: Json): Evaluated<Left> {
  if (!output.ok) return output;
  if (!assign) return { ok: true, value: { output: output.value } };
  const assigned = assign(withInput(scope, subject));
  return assigned.ok ? { ok: true, value: { output: output.value, assigned: assigned.value as JsonObject } } : assigned;
}

const compileAssign = ({ Assign }: { readonly Assign?: JsonObject }): Assign | undefined =>
  Assign && compileTemplate(Assign);

function pass(definition: PassDefinition) {
  const { Result, ResultPath, OutputPath } = definition;
  const effective = compileInput(definition);
  const given: Stage = Result === undefined ? effective : () => ({ ok: true, value: Result });
  const place = compileResultPath(ResultPath);
  const filter = compileFilter(OutputPath);
  const assign = compileAssign(definition);
  return (scope: Scope): Evaluated<Left> => {
    const result = given(scope);
    if (!result.ok) return result;
    const placed = place(scope.input, result.value);
    if (!placed.ok) return placed;
    return leaving(filter(withInput(scope, placed.value)), assign, scope, result.value);
  };
}

function through(definition: InputOutputDefinition & { readonly Assign?: JsonObject }) {
  const output = compileThrough(definition);
  const assign = compileAssign(definition);
  if (!assign) return (scope: Scope) => leaving(output(scope), undefined, scope, null);
  const filter = compileFilter(definition.InputPath);
  return (scope: Scope): Evaluated<Left> => {
    const subject = filter(scope);
    return subject.ok ? leaving(output(scope), assign, scope, subject.value) : subject;
  };
}

function result(definition: ResultDefinition & InputOutputDefinition & { readonly Assign?: JsonObject }) {
  const { ResultSelector, ResultPath, OutputPath } = definition;
  const select = ResultSelector && compileTemplate(ResultSelector);
  const place = compileResultPath(ResultPath);
  const filter = isWhole(OutputPath) ? undefined : compileFilter(OutputPath);
  const assign = compileAssign(definition);
  return (scope: Scope, raw: Json): Evaluated<Left> => {
    const selected = select?.(withInput(scope, raw));
    if (selected?.ok === false) return selected;
    const placed = place(scope.input, selected ? selected.value : raw);
    const output = placed.ok && filter ? filter(withInput(scope, placed.value)) : placed;
    return leaving(output, assign, scope, raw);
  };
}

/** What a field ending in `Path` holds: a path, or the call of an intrinsic function. */
function compileFind(text: string): Stage {
  if (looksLikeCall(text)) {
    const call = compileCall(text);
    return (scope) => evaluated(call(scope));
  }
  const read = compilePath(definedPath(text));
  return (scope) => {
    const found = read(scope);
    return found === undefined ? noResults(text) : { ok: true, value: found };
  };
}

/** https://states-language.net/spec.html#data */
export const jsonPathFlow: Flow = {
  given: compileInput,
  template: (template) => compileTemplate(template as JsonObject),
  filtered: ({ InputPath }) => compileFilter(InputPath),
  pass,
  through,
  result,
  caught: (definition) => {
    const place = compileResultPath(definition.ResultPath);
    const assign = compileAssign(definition);
    return (scope, errorOutput) => leaving(place(scope.input, errorOutput), assign, scope, errorOutput);
  },
  undo: ({ Parameters }) => {
    const template = Parameters && compileTemplate(Parameters);
    return (scope, undo) => (template ? template(withInput(scope, undo)) : { ok: true, value: undo });
  },
  field: ({ value, path, read, refuse, beyond }) => {
    if (path === undefined) {
      const constant = { ok: true, value: value === undefined ? undefined : read(value) } as const;
      return () => constant;
    }
    const find = compileFind(path);
    return (scope) => {
      const found = find(scope);
      if (!found.ok) return found;
      const right = read(found.value);
      if (right === undefined) return refuse(found.value, path);
      const cause = beyond?.(right);
      return cause === undefined ? { ok: true, value: right } : { ok: false, error: 'States.Runtime', cause };
    };
  },
};
