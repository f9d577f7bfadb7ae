import type { CompiledItemReader } from '#asl';
import { READ_ITEMS } from '../tasks/items-participant.js';
import { failedToEvaluate, happened, type Entry, type StateResult } from './state-result.js';

/**
 * The items are asked for like the result of a Task, and stand on the log once they have come: whoever decides again has
 * the same ones. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * @param entry with the scope of the reader: its input is the Map's effective one.
 */
export async function scheduleReading(
  { Resource: from, target, maxItems, ...config }: CompiledItemReader,
  entry: Entry,
  attempt: number,
): Promise<StateResult> {
  const parameters = await target(entry.scope);
  if (!parameters.ok) return failedToEvaluate(entry, parameters);
  const most = await maxItems(entry.scope);
  if (!most.ok) return failedToEvaluate(entry, most);
  const { CSVHeaders, ...scalars } = config;
  const input = {
    resource: from,
    parameters: parameters.value,
    config: {
      ...scalars,
      ...(CSVHeaders && { CSVHeaders }),
      // "0 or not specified: all". https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
      ...(most.value && { MaxItems: most.value }),
    },
  };
  const { state, visit } = entry.position;
  return happened({ type: 'ItemReaderScheduled', state, visit, attempt, resource: READ_ITEMS, input });
}
