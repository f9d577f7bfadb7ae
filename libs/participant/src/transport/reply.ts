import { LIMITS, type Command } from '#contracts';
import type { InRecord, OutRecord } from '#kafka';
import type { Answer } from '../inbox/verdict.js';

type Asker = Pick<Command, 'taskToken' | 'replyTo' | 'execution'>;

/** An answer as the record that the engine takes in. The output is JSON already and is not written again. */
export function replyTo(asker: Asker, answer: Answer, origin: InRecord): OutRecord {
  const token = JSON.stringify(asker.taskToken);
  const value =
    answer.type === 'success'
      ? `{"type":"SendTaskSuccess","taskToken":${token},"output":${answer.output}}`
      : JSON.stringify({
          type: 'SendTaskFailure',
          taskToken: asker.taskToken,
          error: answer.error.slice(0, LIMITS.errorLength),
          cause: answer.cause.slice(0, LIMITS.causeLength),
          outcome: answer.outcome,
        });
  return toAsker(asker, value, origin);
}

export const heartbeatTo = (asker: Asker, origin: InRecord): OutRecord =>
  toAsker(asker, JSON.stringify({ type: 'SendTaskHeartbeat', taskToken: asker.taskToken }), origin);

function toAsker({ execution, replyTo: { topic, partition } }: Asker, value: string, { headers }: InRecord): OutRecord {
  const { traceparent, tracestate } = headers;
  if (traceparent === undefined) return { topic, partition, key: execution, value };
  return { topic, partition, key: execution, value, headers: { traceparent, ...(tracestate && { tracestate }) } };
}
