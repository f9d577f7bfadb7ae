import type { Json, JsonObject, Problem, Visit } from '#contracts';
import type { Decision } from '../decision.js';
import type { Scopes } from '../scopes/scope-state.js';
import type { Replied } from './replied.js';

type ToWriter = Extract<Replied, { to: 'WRITER' }>;

/** One file is written; how large it is goes into the manifest. */
export function resultsWritten(decision: Decision, { write }: ToWriter, answer: Json): void {
  const size = sizeIn(answer);
  if (size !== undefined) return decision.record({ type: 'ResultWriterSucceeded', ...write, size });
  const cause = `${write.state} was answered without the size of what is written`;
  decision.record({ type: 'ResultWriterFailed', ...write, error: ERROR, cause });
}

/** Whatever its participant calls it, it is the one error that Step Functions has for it. */
export function notWritten(decision: Decision, { write }: ToWriter, { error, cause }: Problem): undefined {
  const said = [error === ERROR ? undefined : error, cause].filter((text) => text !== undefined);
  const problem = { error: ERROR, ...(said.length > 0 && { cause: said.join(': ') }) };
  decision.record({ type: 'ResultWriterFailed', ...write, ...problem });
}

/** Of a write that nobody has answered. */
export const WRITE_TIMED_OUT = 'The results were not written in time.';

export function writeTimedOut(
  decision: Decision,
  { state, visit }: Visit,
  { attempt, writing }: Pick<Scopes, 'attempt' | 'writing'>,
): void {
  const write = writing?.out?.write;
  if (write === undefined) throw new Error(`${state} writes nothing`);
  decision.record({ type: 'ResultWriterFailed', state, visit, attempt, write, error: ERROR, cause: WRITE_TIMED_OUT });
}

const ERROR = 'States.ResultWriterFailed';

function sizeIn(answer: Json): number | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const { size } = answer as JsonObject;
  return Number.isSafeInteger(size) && (size as number) >= 0 ? (size as number) : undefined;
}
