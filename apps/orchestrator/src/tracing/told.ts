import type { ExecutionEventType, Leg } from '#contracts';

/** What is told of an event. */
export type Told =
  | { readonly kind: 'attempt-begins'; readonly leg: Leg }
  | { readonly kind: 'attempt-ends'; readonly leg: Leg; readonly fails: boolean }
  /** Whatever is out for it has been given up. */
  | { readonly kind: 'visit-ends' }
  /** A note on the span of the execution. */
  | { readonly kind: 'noted' };

const begins = (leg: Leg): Told => ({ kind: 'attempt-begins', leg });
const succeeds = (leg: Leg): Told => ({ kind: 'attempt-ends', leg, fails: false });
const fails = (leg: Leg): Told => ({ kind: 'attempt-ends', leg, fails: true });
const noted: Told = { kind: 'noted' };

/** Of everything else nothing is told. */
export const TOLD: { readonly [T in ExecutionEventType]?: Told } = {
  TaskScheduled: begins('F'),
  TaskSucceeded: succeeds('F'),
  TaskFailed: fails('F'),
  TaskTimedOut: fails('F'),
  TaskStateAborted: { kind: 'visit-ends' },
  ItemReaderScheduled: begins('F'),
  ItemReaderSucceeded: succeeds('F'),
  ItemReaderFailed: fails('F'),
  CompensationScheduled: begins('C'),
  CompensationSucceeded: succeeds('C'),
  CompensationFailed: fails('C'),
  CompensationTriggered: noted,
  CompensationPlanned: noted,
  CompensationBlocked: noted,
  CompensationResolved: noted,
  CompensationSkipped: noted,
  CompensationCompleted: noted,
  CompensationGivenUp: noted,
  ScopeCompensationPlanned: noted,
  ScopeCompensationCompleted: noted,
  ExecutionPaused: noted,
  ExecutionRedriven: noted,
  ExecutionNeedsAttention: noted,
  LateResult: noted,
};
