import type { Style } from './style.js';
import { duration } from './times.js';

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
export const undoInWords = (compensationStatus: string): string => UNDO[compensationStatus] ?? '';

/** Of an execution that has begun. */
export interface Standing {
  readonly status: string;
  readonly compensationStatus: string;
  readonly startDate: string;
  readonly stopDate?: string;
}

/** How it stands, or ended. */
export function standsOrEnded({ status, compensationStatus, startDate, stopDate }: Standing, style: Style): string {
  const took = stopDate === undefined ? '' : ` after ${duration(Date.parse(stopDate) - Date.parse(startDate))}`;
  const undo = undoInWords(compensationStatus);
  return `${paintStatus(status, style)}${took}${undo ? `, ${undo}` : ''}`;
}
