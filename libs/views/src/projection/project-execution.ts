import { inAwsOrder, isEnd, iterationId, iterationName, type EventOf, type ExecutionEvent } from '#contracts';
import { activityTasksAfter } from './activity-tasks.js';
import { put, type Change } from './change.js';
import { ended, executionAfter, executionStarted, redriven, type Moment } from './execution-after.js';
import { iterationOf, type Iteration } from './iteration-of.js';
import type { Known } from './known.js';
import { beginsMapRun, mapRunAfter, mapRunBegins, isOf } from './map-run-after.js';
import type { ExecutionRow, MapRunRow } from './rows.js';
import { attributeRows } from './search-attributes.js';

interface DecidedEvents extends Moment {
  readonly id: string;
  /** All of the decision's, with their places in it. */
  readonly events: readonly PlacedEvent[];
}

/**
 * What one decision about an execution changes. Events within an iteration of a Distributed Map go to that iteration's
 * history, and those of its undo to both, since undoing is the whole execution's business.
 */
export function projectExecution(known: Known, decided: DecidedEvents): Change[] {
  const first = decided.events[0]?.event;
  if (!first) return [];
  const before = known.execution(decided.id);
  // The beginning of its history is gone: it was pruned, or the log was truncated.
  if (!before && first.type !== 'ExecutionStarted') return [];
  return new ExecutionProjection(known, decided, before).project();
}

interface PlacedEvent {
  readonly event: ExecutionEvent;
  readonly place: number;
}

/** Of one execution in one decision: the row as it becomes, and the part of the history that is its own. */
interface Draft {
  row: ExecutionRow;
  readonly own: PlacedEvent[];
}

const draft = (row: ExecutionRow): Draft => ({ row, own: [] });

class ExecutionProjection {
  readonly #changes: Change[] = [];
  readonly #iterations = new Map<string, Draft>();
  readonly #changedRuns = new Set<number>();
  readonly #runs: MapRunRow[];
  readonly #own: Draft;

  constructor(
    private readonly known: Known,
    private readonly decided: DecidedEvents,
    before: ExecutionRow | undefined,
  ) {
    const { id } = decided;
    const [{ event: first } = {}] = decided.events;
    if (first?.type !== 'ExecutionStarted') {
      this.#own = draft(before!);
      this.#runs = [...known.mapRuns(id)];
      return;
    }
    // A name is free again once its owner has forgotten the execution that had it.
    if (before) this.#changes.push({ forget: id });
    this.#own = draft(this.#started(first));
    this.#changes.push(...attributeRows(this.#own.row));
    this.#runs = [];
  }

  #started(event: EventOf<'ExecutionStarted'>): ExecutionRow {
    const paths = this.known.attributePaths(event.stateMachine, event.version);
    return executionStarted(this.decided.id, event, this.decided, paths);
  }

  project(): Change[] {
    for (const { event, place } of this.decided.events) this.#take(event, place);
    if (this.#iterations.size > 0) this.#sortAsAwsDoes();
    this.#write(this.#own);
    for (const iteration of this.#iterations.values()) this.#write(iteration);
    for (const i of this.#changedRuns) this.#changes.push(put('mapRuns', this.#runs[i]!));
    return this.#changes;
  }

  #take(event: ExecutionEvent, place: number): void {
    const { at } = this.decided;
    const own = this.#own;
    own.row = executionAfter(own.row, event, at);
    const { row, changes } = activityTasksAfter(own.row, event, at);
    own.row = row;
    this.#changes.push(...changes);
    this.#takeRuns(event);
    const iteration = iterationOf(this.#runs, event);
    if (iteration) this.#takeIteration(iteration, event, place);
    if (!iteration || isOfUndo(event)) add(own, event, place);
    if (isEnd(event)) this.#endIterations(event, place);
  }

  #takeRuns(event: ExecutionEvent): void {
    const { at } = this.decided;
    if (beginsMapRun(event) && !this.#runs.some((run) => isOf(run, event))) {
      const own = this.#own;
      this.#changedRuns.add(this.#runs.push(mapRunBegins(own.row, event, at)) - 1);
      own.row = { ...own.row, mapRuns: own.row.mapRuns + 1 };
      if (event.type !== 'MapRunFailed') return;
    }
    const was = event.type === 'MapIterationRedriven' ? this.#statusOf(event) : undefined;
    for (const [i, run] of this.#runs.entries()) {
      const after = mapRunAfter(run, event, at, was);
      if (after === run) continue;
      this.#runs[i] = after;
      this.#changedRuns.add(i);
    }
  }

  /** How it had ended. */
  #statusOf(event: EventOf<'MapIterationRedriven'>): ExecutionRow['status'] | undefined {
    const iteration = iterationOf(this.#runs, event);
    return iteration && this.#iteration(iteration, event)?.row.status;
  }

  #takeIteration(iteration: Iteration, event: ExecutionEvent, place: number): void {
    const { at } = this.decided;
    const known = this.#iteration(iteration, event);
    if (!known) return;
    add(known, event, place);
    if (!isOf(iteration.mapRun, event as never)) return;
    if (event.type === 'MapIterationSucceeded')
      known.row = ended(known.row, 'SUCCEEDED', { at, output: JSON.stringify(event.output) });
    if (event.type === 'MapIterationFailed') known.row = ended(known.row, 'FAILED', { at, ...event });
    if (event.type === 'MapIterationAborted') known.row = ended(known.row, 'ABORTED', { at });
    if (event.type === 'MapIterationRedriven') known.row = redriven(known.row, at);
  }

  #iteration({ mapRun, index }: Iteration, event: ExecutionEvent): Draft | undefined {
    const id = iterationId(mapRun.stateMachine, mapRun, index);
    const drafted = this.#iterations.get(id);
    if (drafted) return drafted;
    const begins = event.type === 'MapIterationStarted' && isOf(mapRun, event);
    const row = begins ? this.#iterationStarted(id, mapRun, event) : this.known.execution(id);
    if (!row) return undefined;
    const made = draft(row);
    this.#iterations.set(id, made);
    return made;
  }

  #iterationStarted(id: string, mapRun: Iteration['mapRun'], event: EventOf<'MapIterationStarted'>): ExecutionRow {
    const { state, visit, attempt } = mapRun;
    const { at, partition, offset } = this.decided;
    const { entity, revision, nonce, roleArn } = this.#own.row;
    return {
      id,
      entity,
      stateMachine: `${mapRun.stateMachine}/${mapRun.label}`,
      name: iterationName(mapRun, event.index),
      status: 'RUNNING',
      revision,
      startedAt: at,
      compensationStatus: 'NONE',
      redriveCount: 0,
      mapRun: mapRun.run,
      child: { state, visit, attempt, index: event.index },
      nonce,
      roleArn,
      attributes: {},
      events: 0,
      marked: 0,
      mapRuns: 0,
      partition,
      logOffset: offset,
      input: JSON.stringify(event.input),
    };
  }

  /** What still goes on within the execution ends with it. */
  #endIterations(event: ExecutionEvent, place: number): void {
    for (const { run } of this.#runs) {
      if (run === undefined) continue;
      for (const row of this.known.runningIterations(run))
        if (!this.#iterations.has(row.id)) this.#iterations.set(row.id, draft(row));
    }
    for (const iteration of this.#iterations.values()) {
      if (iteration.row.status !== 'RUNNING') continue;
      iteration.row = ended(iteration.row, 'ABORTED', { at: this.decided.at });
      add(iteration, event, place);
    }
  }

  /** What order they are told in depends on all of them, so it is found before they are parted. */
  #sortAsAwsDoes(): void {
    const ranks = new Map(inAwsOrder(this.decided.events.map(({ event }) => event)).map((event, i) => [event, i]));
    for (const { own } of [this.#own, ...this.#iterations.values()])
      own.sort((a, b) => ranks.get(a.event)! - ranks.get(b.event)!);
  }

  #write({ row, own }: Draft): void {
    const { at, partition, offset, events } = this.decided;
    this.#changes.push(put('executions', { ...row, partition, logOffset: offset, events: row.events + own.length }));
    if (own.length === 0) return;
    const areAll = own.length === events.length && own.every(({ place }, i) => place === i);
    this.#changes.push(
      put('decisions', {
        execution: row.id,
        logOffset: offset,
        entity: row.entity,
        at,
        seq: row.events,
        events: JSON.stringify(own.map(({ event }) => event)),
        places: areAll ? undefined : own.map(({ place }) => place),
      }),
    );
  }
}

const add = ({ own }: Draft, event: ExecutionEvent, place: number): void => void own.push({ event, place });

const isOfUndo = ({ type }: ExecutionEvent): boolean =>
  type.startsWith('Compensation') || type.startsWith('ScopeCompensation') || type === 'LateResult';
