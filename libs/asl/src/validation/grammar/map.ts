import type { MapDefinition } from '../../definition.js';
import { jsonataTemplate, orJsonata } from '../jsonata/template.js';
import { onlyJsonata, onlyJsonPath } from '../language.js';
import { node, type NodeShape } from '../node.js';
import { referencePath } from '../paths.js';
import { statesAllInCatch, statesAllInRetry } from '../rules/error-equals.js';
import { mapRules } from '../rules/map.js';
import { nextOrEnd } from '../rules/transition.js';
import { listOf, type Shape } from '../shape.js';
import { common, resultFields, template, transition } from './common.js';
import { compensate } from './compensate.js';
import { handlers } from './handlers.js';
import { itemBatcher } from './item-batcher.js';
import { itemProcessor } from './item-processor.js';
import { itemReader } from './item-reader.js';
import { label } from './label.js';
import { count, percentage } from './numbers.js';
import { resultWriter } from './result-writer.js';

/** https://states-language.net/spec.html#map-state */
export const map = (states: Shape): NodeShape =>
  node<MapDefinition>({
    what: 'a Map state',
    fields: {
      ...common,
      ...transition,
      ...resultFields,
      ...handlers,
      ItemProcessor: itemProcessor(states),
      Iterator: itemProcessor(states),
      ItemsPath: onlyJsonPath(referencePath),
      Items: onlyJsonata(orJsonata(listOf(jsonataTemplate(), 'items'))),
      ItemSelector: template,
      MaxConcurrency: count,
      MaxConcurrencyPath: onlyJsonPath(referencePath),
      ToleratedFailureCount: count,
      ToleratedFailureCountPath: onlyJsonPath(referencePath),
      ToleratedFailurePercentage: percentage,
      ToleratedFailurePercentagePath: onlyJsonPath(referencePath),
      Label: label,
      ItemReader: itemReader,
      ItemBatcher: itemBatcher,
      ResultWriter: resultWriter,
      Compensate: compensate,
    },
    rules: [nextOrEnd, ...mapRules, ...statesAllInRetry, ...statesAllInCatch],
  });
