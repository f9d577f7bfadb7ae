import { branch } from '../../validation/grammar/block.js';
import { choiceRule, dataTest } from '../../validation/grammar/choice-rule.js';
import { compensate } from '../../validation/grammar/compensate.js';
import { catcher, retrier } from '../../validation/grammar/handlers.js';
import { itemBatcher } from '../../validation/grammar/item-batcher.js';
import { itemProcessor, processorConfig } from '../../validation/grammar/item-processor.js';
import { itemReader, readerConfig } from '../../validation/grammar/item-reader.js';
import { lock } from '../../validation/grammar/lock.js';
import { machineNode } from '../../validation/grammar/machine.js';
import { resultWriter, writerConfig } from '../../validation/grammar/result-writer.js';
import { saga } from '../../validation/grammar/saga.js';
import { states } from '../../validation/grammar/state.js';
import type { NodeShape } from '../../validation/node.js';

/** Every object of the language besides the states. */
export const OBJECTS: readonly (readonly [name: string, object: NodeShape])[] = [
  ['State machine', machineNode],
  ['Saga', saga],
  ['Branch', branch(states)],
  ['Item processor', itemProcessor(states)],
  ['ProcessorConfig', processorConfig],
  ['Retrier', retrier],
  ['Catcher', catcher],
  ['Compensate object', compensate],
  ['Lock', lock],
  ['Choice Rule', choiceRule],
  ['Data-test Expression', dataTest],
  ['ItemReader', itemReader],
  ['ReaderConfig', readerConfig],
  ['ItemBatcher', itemBatcher],
  ['ResultWriter', resultWriter],
  ['WriterConfig', writerConfig],
];
