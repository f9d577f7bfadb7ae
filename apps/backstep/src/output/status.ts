import { compensationStatusOf, type Execution } from '#engine';
import type { Style } from './style.js';

const PAINT: { readonly [status: string]: keyof Style } = {
  SUCCEEDED: 'good',
  RUNNING: 'name',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ABORTED: 'warn',
  COMPLETED: 'good',
  IN_PROGRESS: 'undo',
  BLOCKED: 'bad',
  PARTIAL: 'warn',
};

export const paintStatus = (status: string, style: Style): string => {
  const paint = PAINT[status];
  return paint ? style[paint](status) : status;
};

const UNDO: { readonly [status: string]: string } = {
  NONE: '',
  IN_PROGRESS: 'being undone',
  BLOCKED: 'undo waits for a person',
  COMPLETED: 'all undone',
  PARTIAL: 'undone in part',
};

/** What has become of the undo, in words; nothing where there was none. */
export const undoInWords = (execution: Execution): string => UNDO[compensationStatusOf(execution)] ?? '';
