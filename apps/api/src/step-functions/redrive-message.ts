import type { MessageOf } from '#contracts';
import type { ExecutionDetails, Reading } from '#views';

interface Redrive {
  readonly clientToken?: string;
  readonly by?: string;
  readonly why?: string;
}

/** What its owner is asked: of an execution that has ended it reads in the log from its beginning on. */
export async function redriveMessage(
  { id, status }: Pick<ExecutionDetails, 'id' | 'status'>,
  said: Redrive,
  views: Pick<Reading, 'events'>,
): Promise<MessageOf<'RedriveExecution'>> {
  const first = status === 'RUNNING' ? undefined : await views.events({ execution: id, limit: 1 });
  const began = first?.ok ? first.items[0]?.offset : undefined;
  return { type: 'RedriveExecution', execution: id, ...said, ...(began !== undefined && { logOffset: began }) };
}
