/** What AWS calls the revision of a state machine that was created and never updated. */
export const INITIAL_REVISION = 'INITIAL';

/** A revision's UUID, as clients of the API know it: the same for the same revision. */
export function revisionId(stateMachine: string, version: number): string {
  const text = `${stateMachine}:${version}`;
  const [a, b, c, d] = [1, 2, 3, 4].map((seed) => mix(text, seed).toString(16).padStart(8, '0')) as Four;
  // RFC 9562: version 8 is made by an application's own rule; the variant is 10.
  const variant = ((parseInt(c[0]!, 16) & 0x3) | 0x8).toString(16);
  return `${a}-${b.slice(0, 4)}-8${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

type Four = [string, string, string, string];

/** 32 bits of a text, well mixed. Not cryptographic. */
function mix(text: string, seed: number): number {
  let h = Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
}
