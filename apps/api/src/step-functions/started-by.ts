import type { ExecutionSummary } from '#views';
import type { Arns } from '../arns/arns.js';

/** The state machine that an execution runs, and the version and alias that it was started by. */
export const startedBy = ({ stateMachine, versionNumber, alias }: ExecutionSummary, arns: Arns) => ({
  stateMachineArn: arns.stateMachine(stateMachine),
  ...(versionNumber !== undefined && { stateMachineVersionArn: arns.stateMachine(stateMachine, versionNumber) }),
  ...(alias !== undefined && { stateMachineAliasArn: arns.stateMachine(stateMachine, alias) }),
});
