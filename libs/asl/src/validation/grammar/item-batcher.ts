import type { ItemBatcherDefinition } from '../../definition.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { referencePath } from '../paths.js';
import { notBoth } from '../rules/one-of.js';
import { text } from '../shape.js';
import { template } from './common.js';
import { count } from './numbers.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export const itemBatcher = node<ItemBatcherDefinition>({
  what: 'an ItemBatcher',
  fields: {
    Comment: text,
    BatchInput: template,
    MaxItemsPerBatch: count,
    MaxItemsPerBatchPath: onlyJsonPath(referencePath),
    MaxInputBytesPerBatch: count,
    MaxInputBytesPerBatchPath: onlyJsonPath(referencePath),
  },
  rules: [
    notBoth('An ItemBatcher', 'MaxItemsPerBatch', 'MaxItemsPerBatchPath'),
    notBoth('An ItemBatcher', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'),
  ],
});
