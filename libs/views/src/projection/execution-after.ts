import type { EventOf, ExecutionEvent, ExecutionStatus, Problem } from '#contracts';
import { attributesOf } from './search-attributes.js';
import type { AttributePaths, ExecutionRow } from './rows.js';
import { compensationStatusOf, undoAfter } from './undo-state.js';

export interface Moment {
  readonly at: number;
  readonly partition: number;
  readonly offset: number;
}

export function executionStarted(
  id: string,
  event: EventOf<'ExecutionStarted'>,
  { at, partition, offset }: Moment,
  paths: AttributePaths | undefined,
): ExecutionRow {
  return {
    id,
    entity: id,
    stateMachine: event.stateMachine,
    name: event.name,
    status: 'RUNNING',
    revision: event.version,
    versionNumber: event.versionNumber,
    alias: event.alias,
    startedAt: at,
    compensationStatus: 'NONE',
    redriveCount: 0,
    express: event.express,
    nonce: event.nonce,
    roleArn: event.roleArn,
    traceHeader: event.traceHeader,
    attributes: paths && attributesOf(paths, event.input),
    events: 0,
    marked: 0,
    mapRuns: 0,
    partition,
    logOffset: offset,
    input: event.inputText ?? JSON.stringify(event.input),
  };
}

/** An execution after one more event; its history is another matter. */
export function executionAfter(before: ExecutionRow, event: ExecutionEvent, at: number): ExecutionRow {
  switch (event.type) {
    case 'ExecutionSucceeded':
      return ended(before, 'SUCCEEDED', { at, output: JSON.stringify(event.output) });
    case 'ExecutionFailed':
      return ended(before, 'FAILED', { at, ...event });
    case 'ExecutionTimedOut':
      return ended(before, 'TIMED_OUT', { at, ...event });
    case 'ExecutionAborted':
      return ended(before, 'ABORTED', { at, ...event });
    case 'ExecutionNeedsAttention':
      return before.status === 'RUNNING' ? { ...before, attention: event.because } : before;
    case 'ExecutionPaused':
      return { ...withUndo(before, event), attention: event.because };
    case 'ExecutionRedriven':
      return redriven(withUndo(before, event), at);
    default: {
      const undone = withUndo(before, event);
      return undone.attention === undefined ? undone : { ...undone, attention: undefined };
    }
  }
}

function withUndo(before: ExecutionRow, event: ExecutionEvent): ExecutionRow {
  const undo = undoAfter(before.undo, event);
  if (undo === before.undo || (before.undo === undefined && Object.keys(undo).length === 0)) return before;
  return { ...before, undo, compensationStatus: compensationStatusOf(undo, false) };
}

interface End extends Problem {
  readonly at: number;
  readonly output?: string;
}

export const ended = (
  before: ExecutionRow,
  status: Exclude<ExecutionStatus, 'RUNNING'>,
  { at, output, error, cause }: End,
): ExecutionRow => ({
  ...before,
  status,
  stoppedAt: at,
  output,
  error,
  cause,
  attention: undefined,
  undo: undefined,
  compensationStatus: compensationStatusOf(before.undo ?? {}, true),
});

export const redriven = (before: ExecutionRow, at: number): ExecutionRow => ({
  ...before,
  status: 'RUNNING',
  stoppedAt: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  attention: undefined,
  redriveCount: before.redriveCount + 1,
  redrivenAt: at,
});
