import type { EventOf, ExecutionEvent, Iteration } from '#contracts';
import type { ExecutionRow, MapRunRow } from './rows.js';

/** A run of a Distributed Map after one more event of its execution. The same object: nothing changed. */
export function mapRunAfter(run: MapRunRow, event: ExecutionEvent, at: number): MapRunRow {
  if (run.status !== 'RUNNING') return run;
  switch (event.type) {
    case 'MapRunStarted':
      return isOf(run, event) ? { ...run, label: event.label, run: event.run } : run;
    case 'MapStateStarted':
      return isOf(run, event) ? { ...run, ...about(event) } : run;
    case 'MapIterationStarted':
      return isOf(run, event)
        ? { ...run, begun: run.begun + itemsOf(event), executionsBegun: run.executionsBegun + 1 }
        : run;
    case 'MapIterationSucceeded':
      return isOf(run, event)
        ? { ...run, succeeded: run.succeeded + itemsOf(event), executionsSucceeded: run.executionsSucceeded + 1 }
        : run;
    case 'MapIterationFailed':
      return isOf(run, event)
        ? { ...run, failed: run.failed + itemsOf(event), executionsFailed: run.executionsFailed + 1 }
        : run;
    case 'MapIterationAborted':
      return isOf(run, event)
        ? { ...run, aborted: run.aborted + itemsOf(event), executionsAborted: run.executionsAborted + 1 }
        : run;
    // The last write: the manifest of all the others.
    case 'ResultWriterScheduled':
      return isOf(run, event) && event.part.file === 'MANIFEST' ? { ...run, written: 1 } : run;
    case 'MapRunSucceeded':
    case 'MapStateSucceeded':
      return isOf(run, event) ? { ...run, status: 'SUCCEEDED', stoppedAt: at } : run;
    case 'MapRunFailed':
    case 'MapStateFailed':
      return isOf(run, event) ? { ...run, status: 'FAILED', stoppedAt: at } : run;
    case 'MapRunAborted':
      return isOf(run, event) ? aborted(run, at) : run;
    case 'MapStateAborted':
      return event.state === run.state && event.visit === run.visit ? aborted(run, at) : run;
    case 'ExecutionSucceeded':
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return aborted(run, at);
    default:
      return run;
  }
}

type Begins = EventOf<'MapRunStarted' | 'MapStateStarted' | 'MapRunFailed'>;

/** One whose items could not be read begins as it fails. */
export const beginsMapRun = (event: ExecutionEvent): event is Begins =>
  event.type === 'MapRunStarted' ||
  (event.type === 'MapStateStarted' && event.mode === 'DISTRIBUTED') ||
  (event.type === 'MapRunFailed' && event.run !== undefined);

/** Whichever comes first of the events that begin it. */
export function mapRunBegins({ id, stateMachine }: ExecutionRow, event: Begins, at: number): MapRunRow {
  const { state, visit, attempt } = event;
  return {
    execution: id,
    stateMachine,
    state,
    visit,
    attempt,
    status: 'RUNNING',
    startedAt: at,
    total: 0,
    begun: 0,
    succeeded: 0,
    failed: 0,
    aborted: 0,
    executionsBegun: 0,
    executionsSucceeded: 0,
    executionsFailed: 0,
    executionsAborted: 0,
    written: 0,
    ...(event.type === 'MapStateStarted' ? about(event) : { label: event.label, run: event.run }),
  };
}

export const isOf = (
  run: MapRunRow,
  { state, visit, attempt }: { readonly state: string; readonly visit: number; readonly attempt: number },
): boolean => run.attempt === attempt && run.visit === visit && run.state === state;

const about = (event: EventOf<'MapStateStarted'>) => ({
  total: event.items.length,
  maxConcurrency: event.maxConcurrency,
  toleratedFailureCount: event.toleratedFailureCount,
  toleratedFailurePercentage: event.toleratedFailurePercentage,
  mostItems: event.batch?.mostItems,
});

/** A batch counts as its items: what there is in all is known of them alone. Its execution counts once beside that. */
const itemsOf = ({ items = 1 }: Iteration): number => items;

const aborted = (run: MapRunRow, at: number): MapRunRow => ({
  ...run,
  status: 'ABORTED',
  stoppedAt: at,
  aborted: run.begun - run.succeeded - run.failed,
  executionsAborted: run.executionsBegun - run.executionsSucceeded - run.executionsFailed,
});
