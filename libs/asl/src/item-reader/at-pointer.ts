import type { Json } from '../machine.js';

/** What an ItemsPointer leads to. https://datatracker.ietf.org/doc/html/rfc6901 */
export function atPointer(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const step = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as { readonly [step: string]: Json })[step];
  }
  return found;
}
