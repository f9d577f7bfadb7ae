import { isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import { schema } from '../aws.js';
import type { Rule } from '../rule.js';
import { exactlyOneOf, notBoth } from './one-of.js';

const OF_EXECUTIONS = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

function isDistributed(map: JsonObject): boolean {
  const processor = own(map, 'ItemProcessor') ?? own(map, 'Iterator') ?? null;
  const config = isObject(processor) ? (own(processor, 'ProcessorConfig') ?? null) : null;
  return isObject(config) && own(config, 'Mode') === 'DISTRIBUTED';
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const inlineHasNoExecutions: Rule = {
  code: 'ONLY_DISTRIBUTED',
  says: 'Only a Map state whose ProcessorConfig has the "Mode" "DISTRIBUTED" can have this field.',
  hint: 'Add "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} to the item processor.',
  breaches: (map, place) =>
    isDistributed(map)
      ? []
      : OF_EXECUTIONS.filter((field) => Object.hasOwn(map, field)).map((field) => ({
          at: place.field(field),
          aws: schema(`Field '${field}' is not supported`, place),
        })),
};

/** https://states-language.net/spec.html#map-state */
export const mapRules = [
  exactlyOneOf('MAP_PROCESSOR', 'A Map state', 'ItemProcessor', 'Iterator'),
  notBoth('A Map state', 'ItemSelector', 'Parameters'),
  notBoth('A Map state', 'MaxConcurrency', 'MaxConcurrencyPath'),
  notBoth('A Map state', 'ToleratedFailureCount', 'ToleratedFailureCountPath'),
  notBoth('A Map state', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'),
  inlineHasNoExecutions,
];
