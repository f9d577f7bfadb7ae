import { assign, builtin, type Builtin, type Focus, type Implementation, type Library } from '../library.js';
import { GUARDS } from './guards.js';
import { LISTS } from './lists.js';
import type { Native } from './native.js';
import { STEP_FUNCTIONS } from './step-functions.js';
import { TEXTS } from './texts.js';
import { TIMES } from './times.js';

const NATIVES: ReadonlyMap<string, Native> = new Map(
  Object.entries({ ...STEP_FUNCTIONS, ...TEXTS, ...TIMES, ...LISTS }),
);

/** Gives an expression the functions that it names, and those that stand for its operators. There is no `$eval`. */
export function assignFunctions(library: Library, names: ReadonlySet<string>): void {
  for (const name of names) {
    const native = NATIVES.get(name);
    const own = builtin(name);
    if (name === 'eval') assign(library, name, undefined);
    else if (native !== undefined) {
      const arity = own?.implementation.length;
      library.registerFunction(name, metered(native.implementation, arity) as never, native.signature);
    } else if (own !== undefined) assign(library, name, meteredBuiltin(own));
  }
  for (const [name, implementation] of Object.entries(GUARDS)) {
    assign(library, name, { _jsonata_function: true, implementation: metered(implementation) });
  }
}

const meteredBuiltin = ({ implementation, signature }: Builtin): Builtin => ({
  _jsonata_function: true,
  implementation: metered(implementation),
  signature,
});

/** Every call counts: a loop of calls need not evaluate any part of the expression. */
function metered(implementation: Implementation, arity = implementation.length): Implementation {
  const counted = function (this: Focus, ...args: never[]): unknown {
    const { meter } = this.environment.base;
    meter.call(args);
    const result = implementation.apply(this, args);
    return result instanceof Promise ? result.then((value: unknown) => meter.made(value)) : meter.made(result);
  };
  // The library asks how many arguments it takes, and reads their names off its source.
  return Object.defineProperties(counted, {
    length: { value: arity },
    toString: { value: () => implementation.toString() },
  });
}
