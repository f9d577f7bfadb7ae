import type { BlockDefinition } from '../../definition.js';
import { node, through, type NodeShape } from '../node.js';
import { text, type Shape } from '../shape.js';

/** A branch of a Parallel state. `states` is handed in, since states are made of blocks. */
export const branch = (states: Shape): NodeShape => {
  const inner = node<Omit<BlockDefinition, 'QueryLanguage'>>({
    what: 'a branch',
    required: ['States', 'StartAt'],
    fields: { Comment: text, StartAt: text, States: states },
  });
  return through(inner, (value, place, report) => inner(value, place.within({ scope: place.scope.open() }), report));
};
