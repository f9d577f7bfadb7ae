import type { Later } from './machine.js';

/** Goes on at once with what is there at once: a microtask is waited for only where JSONata's library has to be. */
export const after = <T, U>(value: Later<T>, go: (value: T) => Later<U>): Later<U> =>
  value instanceof Promise ? value.then((known) => go(known)) : go(value);
