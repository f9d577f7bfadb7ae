import type { z } from 'zod';
import type { ExecutionQuery, ExecutionSummary } from '#views';
import type { Resumption } from '../projector/live-changes.js';
import { executionQuery, type filterInQuery } from './execution-query.js';
import type { OperatorService } from './operator-service.js';
import type { SentEvent } from './send-events.js';
import { shown } from './shown.js';

type Filter = z.output<z.ZodObject<Omit<typeof filterInQuery, 'mapRun'>>>;
const AT_ONCE = 200;

/** A list of executions as it changes. */
export async function* followList(
  { views, live, arns }: Pick<OperatorService, 'views' | 'live' | 'arns'>,
  filter: Filter,
  resumption: Resumption,
): AsyncGenerator<SentEvent> {
  const query = executionQuery(filter);
  for await (const { id, entities, reset } of live.follow(resumption)) {
    if (reset) yield { event: 'reset', data: {} };
    const changed = [...entities].filter((entity) => entity.includes(':'));
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const found = await views.executionsById(changed.slice(from, from + AT_ONCE));
      for (const one of found) {
        if (!isAbout(query, one)) continue;
        yield isSo(query, one)
          ? { event: 'execution', data: shown(one, arns) }
          : { event: 'left', data: { id: one.id } };
      }
    }
    // Behind all of them: who is cut off before gets them again.
    yield { id };
  }
}

/** What an execution is for ever. */
const isAbout = (query: ExecutionQuery, { stateMachine, name, startedAt, attributes }: ExecutionSummary): boolean =>
  (query.stateMachine ?? stateMachine) === stateMachine &&
  name.startsWith(query.namePrefix ?? '') &&
  startedAt >= (query.startedFrom ?? 0) &&
  startedAt < (query.startedBefore ?? Infinity) &&
  Object.entries(query.attributes ?? {}).every(([field, value]) => attributes[field] === value);

/** How it is now. */
const isSo = (query: ExecutionQuery, execution: ExecutionSummary): boolean =>
  (query.status ?? execution.status) === execution.status &&
  (query.compensationStatus ?? execution.compensationStatus) === execution.compensationStatus &&
  (query.redriven ?? execution.redriveCount > 0) === execution.redriveCount > 0 &&
  (query.needsAttention ?? execution.attention !== undefined) === (execution.attention !== undefined);
