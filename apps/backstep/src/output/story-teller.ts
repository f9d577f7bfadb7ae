import { compensationStatusOf, isOver, type Execution } from '#engine';
import type { Happened } from '../reading/folded.js';
import { standsOrEnded } from './status.js';
import type { Style } from './style.js';
import { shorten } from './table.js';
import { tellEvent } from './tell-event.js';
import { since } from './times.js';

/** Tells events as lines with the time since the start; one that is not worth a line gives none. */
export function storyLine(
  { event, at }: Happened,
  startedAt: number,
  style: Style,
  columns: number,
): string | undefined {
  const told = tellEvent(event);
  if (!told) return undefined;
  const { sign, paint, about, says } = told;
  const says1 = shorten(says.trim(), Math.max(20, columns - 36));
  return `${style.faint(since(startedAt, at))}  ${style[paint](`${sign} ${shorten(about, 18).padEnd(18)}`)} ${says1}`.trimEnd();
}

/** How it stands, or ended. */
export function statusLine(execution: Execution, style: Style): string {
  if (execution.status === 'NEW') return 'has not begun';
  const { status, startedAt } = execution;
  return standsOrEnded(
    {
      status,
      compensationStatus: compensationStatusOf(execution),
      startDate: new Date(startedAt).toISOString(),
      ...(isOver(execution) && { stopDate: new Date(execution.stoppedAt).toISOString() }),
    },
    style,
  );
}

/** The execution for `--json`: what DescribeExecution would say, and what has become of the undo. */
export function describe(execution: Execution, compensationStatus: string): object {
  if (execution.status === 'NEW') return { execution: execution.id };
  const { id, status, stateMachine, version, name, input, startedAt } = execution;
  const over = isOver(execution) ? execution : undefined;
  return {
    execution: id,
    stateMachine,
    version,
    name,
    status,
    startDate: new Date(startedAt).toISOString(),
    ...(over && { stopDate: new Date(over.stoppedAt).toISOString() }),
    input,
    ...(over?.output !== undefined && { output: over.output }),
    ...over?.problem,
    compensationStatus,
    ...(execution.status === 'RUNNING' && execution.attention !== undefined && { attention: execution.attention }),
  };
}
