import { continueTrace, traceIn, type SpanFacts } from '#runtime';
import { OutcomeUnknown, Refused } from '../handlers/refused.js';
import type { Item } from './item.js';

/** Runs a handler as a part of the trace that its command belongs to, so that whatever it tells is below that. */
export function inItsTrace<T>(item: Item, work: () => Promise<T>): Promise<T> {
  return continueTrace(
    traceIn(item.record.headers),
    () => factsOf(item),
    async (told) => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Refused || error instanceof OutcomeUnknown) told.failed(error.error);
        throw error;
      }
    },
  );
}

/** https://opentelemetry.io/docs/specs/semconv/messaging/kafka/ */
function factsOf({ command, record, tries }: Item): SpanFacts {
  const { id, command: name, execution, attempt } = command;
  return {
    name: `process ${name}`,
    kind: 'CONSUMER',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': record.topic,
      'messaging.destination.partition.id': String(record.partition),
      'messaging.kafka.offset': record.offset,
      'messaging.message.id': id,
      'backstep.execution': execution,
      'backstep.attempt': attempt,
      'backstep.run': tries + 1,
    },
  };
}
