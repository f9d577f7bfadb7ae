import type { ProcessorDefinition } from '../../definition.js';
import { isObject, own } from '../../json/object.js';
import type { Json, JsonObject } from '../../machine.js';
import { schema } from '../aws.js';
import { node, through, type NodeShape } from '../node.js';
import type { MachineType } from '../place.js';
import { apply, unless, type Rule } from '../rule.js';
import { constant, kind, text, type Shape } from '../shape.js';

const isDistributed = (config: JsonObject): boolean => own(config, 'Mode') === 'DISTRIBUTED';

/** Each iteration of a Distributed Map is an execution of its own, of this type. */
const executionTypeIsOfExecutions: Rule = {
  code: 'EXECUTION_TYPE',
  says: 'A ProcessorConfig MUST have an "ExecutionType" where its "Mode" is "DISTRIBUTED", and only there.',
  breaches: (config, place) => {
    const has = Object.hasOwn(config, 'ExecutionType');
    const aws = has ? "Field 'ExecutionType' is not supported" : 'These fields are required: [ExecutionType]';
    return unless(has === isDistributed(config), place, schema(aws, place));
  },
};

const notInExpress: Rule = {
  code: 'NOT_IN_EXPRESS',
  says: 'A state machine of the type EXPRESS does not support Map states in the "Mode" "DISTRIBUTED".',
  breaches: (config, place) => {
    const at = place.field('Mode');
    const message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
    return unless(place.type !== 'EXPRESS' || !isDistributed(config), at, schema(message, at));
  },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const processorConfig = node<NonNullable<ProcessorDefinition['ProcessorConfig']>>({
  what: 'a ProcessorConfig object',
  fields: { Mode: kind(['INLINE', 'DISTRIBUTED']), ExecutionType: constant('STANDARD', 'EXPRESS') },
  rules: [executionTypeIsOfExecutions],
});

/** https://states-language.net/spec.html#map-state */
export const itemProcessor = (states: Shape): NodeShape => {
  const processor = node<Omit<ProcessorDefinition, 'QueryLanguage'>>({
    what: 'an item processor',
    required: ['States', 'StartAt'],
    fields: { Comment: text, StartAt: text, States: states, ProcessorConfig: processorConfig },
  });
  return through(processor, (value, place, report) => {
    const config = configOf(value);
    const distributed = config !== undefined && isDistributed(config);
    if (distributed) apply(notInExpress, config, place.field('ProcessorConfig'), report);
    const type = distributed ? executionTypeOf(config) : place.type;
    processor(value, place.within({ type, scope: place.scope.open(distributed) }), report);
  });
};

function configOf(processor: Json): JsonObject | undefined {
  const config = isObject(processor) ? own(processor, 'ProcessorConfig') : undefined;
  return config !== undefined && isObject(config) ? config : undefined;
}

const executionTypeOf = (config: JsonObject): MachineType =>
  own(config, 'ExecutionType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
