import { hash32, uuidOf } from '../chance.js';

/** The id of a request that AWS would have made: drawn from what it is about, so that a replay finds the same. */
export function requestIdOf(about: string): string {
  let draws = 0;
  return uuidOf(() => hash32(about, ++draws) / 0x1_0000_0000);
}
