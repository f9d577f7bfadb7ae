import type { Problem } from '#contracts';
import type { Decision } from './decision.js';
import type { RunningExecution } from './execution.js';

/**
 * Whether the next event has to be the last one. Step Functions ends an execution with event 25,000, whatever it would
 * have been, unless it is its success.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html
 */
export function hasNoRoom({ moment }: Decision, { historyLength, express, root }: RunningExecution): boolean {
  const { historyLimit } = moment;
  if (historyLimit === undefined || express) return false;
  return historyLength >= historyLimit - 1 && root.position.at !== 'END';
}

export const historyIsFull = ({ moment }: Decision): Problem => ({
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${moment.historyLimit}).`,
});
