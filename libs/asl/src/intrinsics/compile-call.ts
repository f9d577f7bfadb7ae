import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import type { Json, Scope } from '../machine.js';
import { IntrinsicFailure } from './intrinsic.js';
import { intrinsicNamed } from './intrinsics.js';
import { parseCall, type Argument, type Call } from './parse-call.js';

/** A call that could not be made, or a path in it that led to nothing. */
export class CallFailed {
  constructor(readonly cause: string) {}
}

type Evaluate = (scope: Scope) => Json | CallFailed;

/** A call that was found valid before, ready to be made. */
export function compileCall(text: string): Evaluate {
  const parsed = parseCall(text);
  if (!parsed.ok) throw new Error(`A call was compiled before it was validated: ${text}: ${parsed.why}`);
  return compile(parsed.call);
}

function compile({ name, args }: Call): Evaluate {
  const intrinsic = intrinsicNamed(name)!;
  const evaluated = args.map(compileArgument);
  return (scope) => {
    const values: Json[] = [];
    for (const evaluate of evaluated) {
      const value = evaluate(scope);
      if (value instanceof CallFailed) return value;
      values.push(value);
    }
    const result = intrinsic.call(values, scope);
    return result instanceof IntrinsicFailure ? new CallFailed(`Invalid arguments in ${name}: ${result.why}`) : result;
  };
}

function compileArgument(argument: Argument): Evaluate {
  switch (argument.is) {
    case 'VALUE':
      return () => argument.value;
    case 'CALL':
      return compile(argument);
    case 'PATH': {
      const { path } = argument;
      const read = compilePath(path);
      return (scope) => {
        const found = read(scope);
        if (found !== undefined) return found;
        const within = path.root === '$' ? `the input '${quoted(scope.input)}'` : `'${path.root}'`;
        return new CallFailed(`The JSONPath argument '${path.text}' could not be found in ${within}`);
      };
    }
  }
}
