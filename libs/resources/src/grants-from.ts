import type { LogEvent, Message } from '#contracts';

/** What executions are told of the locks that they wait for; whoever is told twice can tell. */
export const grantsFrom = (events: readonly LogEvent[]): Message[] =>
  events.flatMap((event): Message[] => {
    if (event.type !== 'LockAcquired') return [];
    const { key, taskToken } = event;
    return [{ type: 'GrantLock', key, taskToken }];
  });
