import { after } from '../after.js';
import type {
  ItemBatcherDefinition,
  ItemReaderDefinition,
  MapDefinition,
  ResultWriterDefinition,
} from '../definition.js';
import { isObject } from '../json/object.js';
import { expressionIn, wrongType } from '../jsonata/compile-expression.js';
import type { CompiledItemBatcher, CompiledItemReader, CompiledResultWriter, CompiledState } from '../machine.js';
import type { Flow } from './flow.js';
import { integerField } from './seconds.js';

type Distributed = Pick<CompiledState<'Map'>, 'reader' | 'batcher' | 'writer'>;

/** What a Distributed Map reads and writes. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const compileDistributed = (
  { ItemReader, ItemBatcher, ResultWriter }: MapDefinition,
  flow: Flow,
): Distributed => ({
  ...(ItemReader !== undefined && { reader: compileReader(ItemReader, flow) }),
  ...(ItemBatcher !== undefined && { batcher: compileBatcher(ItemBatcher, flow) }),
  ...(ResultWriter !== undefined && { writer: compileWriter(ResultWriter, flow) }),
});

function compileReader(definition: ItemReaderDefinition, flow: Flow): CompiledItemReader {
  const { Resource, ReaderConfig: { MaxItems, MaxItemsPath, ...config } = {} } = definition;
  const maxItems = integerField('MaxItems', 0, MaxItems, MaxItemsPath);
  return {
    Transformation: 'NONE',
    CSVDelimiter: 'COMMA',
    ...config,
    Resource,
    target: compileTarget('ItemReader', definition, flow),
    maxItems: flow.field({ ...maxItems, location: 'ItemReader/ReaderConfig/MaxItems' }),
  };
}

function compileBatcher(definition: ItemBatcherDefinition, flow: Flow): CompiledItemBatcher {
  const { BatchInput, MaxItemsPerBatch, MaxItemsPerBatchPath } = definition;
  const { MaxInputBytesPerBatch, MaxInputBytesPerBatchPath } = definition;
  const items = integerField('MaxItemsPerBatch', 1, MaxItemsPerBatch, MaxItemsPerBatchPath);
  const bytes = integerField('MaxInputBytesPerBatch', 1, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath);
  const input = BatchInput === undefined ? undefined : flow.template(BatchInput, 'ItemBatcher/BatchInput');
  return {
    maxItemsPerBatch: flow.field({ ...items, location: 'ItemBatcher/MaxItemsPerBatch' }),
    maxInputBytesPerBatch: flow.field({ ...bytes, location: 'ItemBatcher/MaxInputBytesPerBatch' }),
    batchInput: (scope) => (input === undefined ? { ok: true, value: undefined } : input(scope)),
  };
}

function compileWriter(definition: ResultWriterDefinition, flow: Flow): CompiledResultWriter {
  const { Resource, WriterConfig: { Transformation, OutputType = 'JSON' } = {} } = definition;
  return {
    ...(Resource !== undefined && { Resource }),
    target: compileTarget('ResultWriter', definition, flow),
    ...(Transformation !== undefined && { Transformation }),
    OutputType,
  };
}

/** `Parameters`, or `Arguments`; nothing is asked for without. */
function compileTarget(
  field: string,
  { Parameters, Arguments }: Pick<ItemReaderDefinition, 'Parameters' | 'Arguments'>,
  flow: Flow,
): CompiledItemReader['target'] {
  const location = `${field}/Arguments`;
  const template = flow.template(Arguments ?? Parameters ?? {}, location);
  const text = Arguments === undefined ? undefined : expressionIn(Arguments);
  if (text === undefined) return (scope) => template(scope);
  return (scope) =>
    after(template(scope), (found) =>
      found.ok && !isObject(found.value) ? wrongType(text, location, 'object', found.value) : found,
    );
}
