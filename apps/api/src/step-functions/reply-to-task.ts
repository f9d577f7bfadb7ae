import type { Message } from '#contracts';
import type { Service } from './operation.js';
import { refusedAs } from './refused-as.js';
import { executionOfToken, taskTimedOut } from './task-token.js';

type Reply = Extract<Message, { type: `SendTask${string}` }>;

/**
 * Tells the execution that a task's token is of what became of the task.
 * @throws StepFunctionsError if the token is none, or its task is over.
 */
export async function replyToTask(reply: Reply, { inbox, views }: Service): Promise<void> {
  const id = executionOfToken(reply.taskToken);
  const execution = await views.execution(id);
  if (!execution || execution.stoppedAt !== undefined) throw taskTimedOut();
  await inbox.ask(id, reply).catch(refusedAs({ TaskDoesNotExist: taskTimedOut, ExecutionDoesNotExist: taskTimedOut }));
}
