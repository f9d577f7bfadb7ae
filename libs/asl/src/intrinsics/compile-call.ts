import { Failure } from '../failure.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import type { Path } from '../json-path/path.js';
import type { Json, Scope } from '../machine.js';
import { fails, IntrinsicFailure } from './intrinsic.js';
import { intrinsicNamed } from './intrinsics.js';
import { parseCall, type Argument, type Call } from './parse-call.js';

export type Fill = (scope: Scope) => Json | Failure;

/** A call that was found valid before, ready to be made. */
export function compileCall(text: string): Fill {
  const parsed = parseCall(text);
  if (!parsed.ok) throw new Error(`A call was compiled before it was validated: ${text}: ${parsed.why}`);
  return compile(parsed.call);
}

function compile(call: Call): Fill {
  const intrinsic = intrinsicNamed(call.name)!;
  const args = call.args.map((argument, at) =>
    compileArgument(argument, call, intrinsic.template === true && at === 0),
  );
  return (scope) => {
    const values: Json[] = [];
    for (const arg of args) {
      const value = arg(scope);
      if (value instanceof Failure) return value;
      values.push(value);
    }
    const result = attempt(() => intrinsic.call(values, scope));
    return result instanceof IntrinsicFailure ? failed('States.IntrinsicFailure', call, result.why) : result;
  };
}

/** A value may be nested deeper than the stack is high. */
function attempt(apply: () => Json | IntrinsicFailure): Json | IntrinsicFailure {
  try {
    return apply();
  } catch (problem) {
    if (problem instanceof RangeError) return fails('the value is nested too deeply');
    throw problem;
  }
}

function compileArgument(argument: Argument, call: Call, asTemplate: boolean): Fill {
  if (argument.is === 'CALL') return compile(argument);
  if (argument.is === 'PATH') return compileRead(argument.path, call);
  const value = asTemplate ? (argument.template ?? argument.value) : argument.value;
  return () => value;
}

function compileRead(path: Path, call: Call): Fill {
  const read = compilePath(path);
  return (scope) => {
    const found = read(scope);
    if (found !== undefined) return found;
    const within = quoted(path.root === '$$' ? scope.context() : scope.input);
    const why = `The JsonPath argument for the field '${path.text}' could not be found in the input '${within}'`;
    return failed('States.Runtime', call, why);
  };
}

const failed = (error: 'States.Runtime' | 'States.IntrinsicFailure', { text }: Call, why: string): Failure =>
  new Failure(error, `The function '${text}' had the following error: ${why}`);
