import type { ItemBatcherDefinition } from '../../definition.js';
import { schema } from '../aws.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { unless, type Rule } from '../rule.js';
import { none, notBoth } from '../rules/one-of.js';
import { text } from '../shape.js';
import { template } from './common.js';
import { size } from './numbers.js';

const SIZES = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'];

/** https://states-language.net/spec.html#batching-items */
const hasASize: Rule = {
  code: 'BATCH_WITHOUT_SIZE',
  says: `An ItemBatcher MUST contain at least one of ${SIZES.map((field) => `"${field}"`).join(', ')}.`,
  breaches: (batcher, place) =>
    unless(
      SIZES.some((field) => Object.hasOwn(batcher, field)),
      place,
      schema(none(SIZES), place),
    ),
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export const itemBatcher = node<ItemBatcherDefinition>({
  what: 'an ItemBatcher',
  fields: {
    Comment: text,
    BatchInput: template,
    MaxItemsPerBatch: size,
    MaxItemsPerBatchPath: onlyJsonPath(referencePath),
    MaxInputBytesPerBatch: size,
    MaxInputBytesPerBatchPath: onlyJsonPath(referencePath),
  },
  rules: [
    hasASize,
    notBoth('An ItemBatcher', 'MaxItemsPerBatch', 'MaxItemsPerBatchPath'),
    notBoth('An ItemBatcher', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'),
  ],
});
