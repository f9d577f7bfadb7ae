import { after } from '../after.js';
import type { AssignDefinition, InputOutputDefinition } from '../definition.js';
import {
  compileExpression,
  evaluationFailure,
  expressionIn,
  wrongType,
  type States,
} from '../jsonata/compile-expression.js';
import { compileJsonataTemplate } from '../jsonata/compile-template.js';
import type { Evaluated, Json, JsonObject, Later, Left, Scope } from '../machine.js';
import type { Flow } from './flow.js';

type Leaving = (scope: Scope, states: States, output: Json) => Later<Evaluated<Left>>;

/** `Output`, or what the state leaves without it, and `Assign`. Both see the values of the state's entry. */
function compileLeaving({ Output, Assign }: InputOutputDefinition & AssignDefinition): Leaving {
  const output = Output === undefined ? undefined : compileJsonataTemplate(Output, 'Output');
  const assign = Assign && compileJsonataTemplate(Assign, 'Assign');
  if (!assign) {
    if (!output) return (_scope, _states, otherwise) => ({ ok: true, value: { output: otherwise } });
    return (scope, states) => after(output(scope, states), leaving);
  }
  return (scope, states, otherwise) =>
    after(assign(scope, states), (assigned): Later<Evaluated<Left>> => {
      if (!assigned.ok) return assigned;
      const left = output === undefined ? { ok: true as const, value: otherwise } : output(scope, states);
      return after(left, (found) => leaving(found, assigned.value as JsonObject));
    });
}

const leaving = (output: Evaluated<Json>, assigned?: JsonObject): Evaluated<Left> =>
  output.ok ? { ok: true, value: { output: output.value, ...(assigned && { assigned }) } } : output;

const inputOf = ({ input }: Scope): States => ({ input });

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const jsonataFlow: Flow = {
  given: ({ Arguments }) => {
    if (Arguments === undefined) return ({ input }) => ({ ok: true, value: input });
    const template = compileJsonataTemplate(Arguments, 'Arguments');
    return (scope) => template(scope, inputOf(scope));
  },
  template: (value, location) => {
    const template = compileJsonataTemplate(value, location);
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
  field: ({ name, location = name, value, expected, read, beyond }) => {
    const text = value === undefined ? undefined : expressionIn(value);
    if (value === undefined || text === undefined) {
      const constant = { ok: true, value: value === undefined ? undefined : read(value) } as const;
      return () => constant;
    }
    const expression = compileExpression(text, location);
    return (scope) =>
      after(expression(scope, inputOf(scope)), (found) => {
        if (!found.ok) return found;
        // Where an integer is wanted, a number is rounded down.
        const right =
          read(found.value) ?? (typeof found.value === 'number' ? read(Math.floor(found.value)) : undefined);
        if (right === undefined) return wrongType(text, location, expected, found.value);
        const cause = beyond?.(right);
        return cause === undefined ? { ok: true, value: right } : evaluationFailure(location, cause);
      });
  },
};
