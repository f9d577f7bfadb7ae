import { readTaskToken } from '#contracts';
import { StepFunctionsError } from './step-functions-error.js';

/**
 * The execution that a task token is of.
 * @throws StepFunctionsError `InvalidToken` if it is none.
 */
export function executionOfToken(taskToken: string): string {
  const token = readTaskToken(taskToken);
  if (!token) throw new StepFunctionsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return token.execution;
}

/** Nobody waits for this task any more, or nobody ever has. */
export const taskTimedOut = () =>
  new StepFunctionsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
