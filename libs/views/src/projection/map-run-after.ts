import type { EventOf, ExecutionEvent, ExecutionStatus, Iteration } from '#contracts';
import type { ExecutionRow, MapRunRow } from './rows.js';

/**
 * A run of a Distributed Map after one more event of its execution. The same object: nothing changed.
 * @param was how the iteration had ended that the event is about
 */
export function mapRunAfter(run: MapRunRow, event: ExecutionEvent, at: number, was?: ExecutionStatus): MapRunRow {
  if (event.type === 'MapRunRedriven') return isOf(run, event) ? redriven(run, event, at) : run;
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
    case 'MapIterationRedriven':
      return isOf(run, event) ? goingOn(run, itemsOf(event), was) : run;
    // The last write: the manifest of all the others.
    case 'ResultWriterScheduled':
      return isOf(run, event) && event.part.file === 'MANIFEST' ? { ...run, written: 1 } : run;
    case 'MapRunSucceeded':
    case 'MapStateSucceeded':
      return isOf(run, event) ? ended(run, 'SUCCEEDED', at) : run;
    case 'MapRunFailed':
    case 'MapStateFailed':
      return isOf(run, event) ? ended(run, 'FAILED', at) : run;
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
    redriveCount: 0,
    ...NOTHING_REDRIVEN,
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
const itemsOf = ({ items = 1 }: Pick<Iteration, 'items'>): number => items;

const NOTHING_REDRIVEN = {
  pendingRedrive: 0,
  executionsPendingRedrive: 0,
  notRedrivable: 0,
  executionsNotRedrivable: 0,
} satisfies Partial<MapRunRow>;

/** Those that have not succeeded wait for their turn, and are told by how they ended until then. */
function redriven(run: MapRunRow, { count, except = [] }: EventOf<'MapRunRedriven'>, at: number): MapRunRow {
  const notRedrivable = except.reduce((sum, child) => sum + itemsOf(child), 0);
  const executionsNotRedrivable = except.length;
  return {
    ...run,
    status: 'RUNNING',
    stoppedAt: undefined,
    written: 0,
    redriveCount: count,
    redrivenAt: at,
    notRedrivable,
    executionsNotRedrivable,
    pendingRedrive: run.failed + run.aborted - notRedrivable,
    executionsPendingRedrive: run.executionsFailed + run.executionsAborted - executionsNotRedrivable,
  };
}

function goingOn(run: MapRunRow, items: number, was: ExecutionStatus | undefined): MapRunRow {
  const [field, executions] =
    was === 'FAILED' ? (['failed', 'executionsFailed'] as const) : (['aborted', 'executionsAborted'] as const);
  return {
    ...run,
    [field]: run[field] - items,
    [executions]: run[executions] - 1,
    pendingRedrive: run.pendingRedrive - items,
    executionsPendingRedrive: run.executionsPendingRedrive - 1,
  };
}

/** "When a Map Run has completed its execution or is aborted, the count … in the Pending redrive state is reset to 0." */
const ended = (run: MapRunRow, status: MapRunRow['status'], at: number): MapRunRow => ({
  ...run,
  status,
  stoppedAt: at,
  pendingRedrive: 0,
  executionsPendingRedrive: 0,
});

const aborted = (run: MapRunRow, at: number): MapRunRow => ({
  ...ended(run, 'ABORTED', at),
  aborted: run.begun - run.succeeded - run.failed,
  executionsAborted: run.executionsBegun - run.executionsSucceeded - run.executionsFailed,
});
