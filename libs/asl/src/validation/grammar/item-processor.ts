import type { ProcessorDefinition } from '../../definition.js';
import { node } from '../node.js';
import { constant, text, type Shape } from '../shape.js';
import { blockRules } from './block.js';

export const processorConfig = node<NonNullable<ProcessorDefinition['ProcessorConfig']>>({
  what: 'a ProcessorConfig object',
  fields: { Mode: constant('INLINE', 'DISTRIBUTED'), ExecutionType: constant('STANDARD', 'EXPRESS') },
});

/** https://states-language.net/spec.html#map-state */
export const itemProcessor = (states: Shape): Shape =>
  node<Omit<ProcessorDefinition, 'QueryLanguage'>>({
    what: 'an item processor',
    required: ['StartAt', 'States'],
    fields: { Comment: text, StartAt: text, States: states, ProcessorConfig: processorConfig },
    rules: blockRules,
  });
