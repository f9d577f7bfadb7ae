import type { AssignDefinition, InputOutputDefinition } from '../definition.js';
import { compileExpression, expressionIn, wrongType, type States } from '../jsonata/compile-expression.js';
import { compileJsonataTemplate } from '../jsonata/compile-template.js';
import type { Evaluated, Json, JsonObject, Later, Left, Scope } from '../machine.js';
import type { Flow } from './flow.js';

type Leaving = (scope: Scope, states: States, output: Json) => Later<Evaluated<Left>>;

/** `Output`, or what the state leaves without it, and `Assign`. Both see the values of the state's entry. */
function compileLeaving({ Output, Assign }: InputOutputDefinition & AssignDefinition): Leaving {
  const output = Output === undefined ? undefined : compileJsonataTemplate(Output, 'Output');
  const assign = Assign && compileJsonataTemplate(Assign, 'Assign');
  if (!output && !assign) return (_scope, _states, otherwise) => ({ ok: true, value: { output: otherwise } });
  return async (scope, states, otherwise) => {
    const assigned = await assign?.(scope, states);
    if (assigned?.ok === false) return assigned;
    const left = output ? await output(scope, states) : { ok: true as const, value: otherwise };
    if (!left.ok) return left;
    return { ok: true, value: { output: left.value, ...(assigned && { assigned: assigned.value as JsonObject }) } };
  };
}

const inputOf = ({ input }: Scope): States => ({ input });

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const jsonataFlow: Flow = {
  given: ({ Arguments }) => {
    if (Arguments === undefined) return ({ input }) => ({ ok: true, value: input });
    const template = compileJsonataTemplate(Arguments, 'Arguments');
    return (scope) => template(scope, inputOf(scope));
  },
  filtered:
    () =>
    ({ input }) => ({ ok: true, value: input }),
  pass: (definition) => {
    const leave = compileLeaving(definition);
    return (scope) => leave(scope, inputOf(scope), scope.input);
  },
  through: (definition) => {
    const leave = compileLeaving(definition);
    return (scope) => leave(scope, inputOf(scope), scope.input);
  },
  result: (definition) => {
    const leave = compileLeaving(definition);
    return (scope, result) => leave(scope, { ...inputOf(scope), result }, result);
  },
  caught: (definition) => {
    const leave = compileLeaving(definition);
    return (scope, errorOutput) => leave(scope, { ...inputOf(scope), errorOutput }, errorOutput);
  },
  undo: ({ Arguments }) => {
    if (Arguments === undefined) return (_scope, undo) => ({ ok: true, value: undo });
    const template = compileJsonataTemplate(Arguments, 'Compensate/Arguments');
    return (scope, { input = null, output, error }) =>
      template(scope, { input, ...(output !== undefined && { result: output }), errorOutput: error as JsonObject });
  },
  field: ({ name, value, expected, read }) => {
    const text = value === undefined ? undefined : expressionIn(value);
    if (value === undefined || text === undefined) {
      const constant = { ok: true, value: value === undefined ? undefined : read(value) } as const;
      return () => constant;
    }
    const expression = compileExpression(text, name);
    return async (scope) => {
      const found = await expression(scope, inputOf(scope));
      if (!found.ok) return found;
      // Where an integer is wanted, a number is rounded down.
      const right = read(found.value) ?? (typeof found.value === 'number' ? read(Math.floor(found.value)) : undefined);
      return right === undefined ? wrongType(text, name, expected, found.value) : { ok: true, value: right };
    };
  },
};
