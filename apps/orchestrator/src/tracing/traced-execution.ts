import type { Attempt, ExecutionEvent, Leg, TraceContext } from '#contracts';
import {
  isOver,
  outstandingOf,
  stepOf,
  type EndedExecution,
  type Execution,
  type NewExecution,
  type RunningExecution,
} from '#engine';
import { openSpan, traceHeaders, type OpenSpan } from '#runtime';
import { runAfter, runBefore, runBeganAt, runOf, type Run } from './run.js';
import { attemptKey, attemptKeyIn, attemptSpanId, executionSpanId, traceIdOf } from './span-ids.js';
import { TOLD, type Told } from './told.js';
import type { HeadersOf } from './traces.js';

type Begun = Exclude<Execution, NewExecution>;

/** Of an attempt that is out. */
interface Sent extends Attempt {
  readonly resource: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The spans of one execution: that of its run, and below it one for each attempt that is out. */
export class TracedExecution {
  /** Absent: nothing goes on. */
  #span: OpenSpan | undefined;
  /** What it waits for a redrive with. */
  #problem: string | undefined;
  readonly #attempts = new Map<string, OpenSpan>();

  private constructor(
    private readonly execution: Begun,
    private run: Run,
  ) {}

  /** Of one that begins or is told of again; what is out was sent before. */
  static of(before: Execution, after: Execution = before): TracedExecution | undefined {
    const known = before.status === 'NEW' ? after : before;
    if (known.status === 'NEW') return undefined;
    const traced = new TracedExecution(known, runOf(before));
    if (!isOver(before)) traced.#begin(runBeganAt(known));
    if (before.status === 'RUNNING') traced.#resume(before);
    return traced;
  }

  happened(event: ExecutionEvent, after: Execution, at: number): void {
    const run = runAfter(this.run, event, this.#span !== undefined);
    if (run !== this.run) this.#goOn(run, at);
    if (event.type === 'ExecutionPaused') this.#problem = event.error;
    const told = (TOLD as { readonly [type: string]: Told | undefined })[event.type];
    switch (told?.kind) {
      case 'attempt-begins': {
        const sent = { ...(event as Attempt & { readonly resource: string }), at };
        return this.#beginAttempt(told.leg, sent, told.leg === 'C' ? triedOf(after, sent) : undefined);
      }
      case 'attempt-ends':
        return this.#endAttempt(attemptKey(told.leg, event as Attempt), at, told.fails ? errorOf(event) : undefined);
      case 'visit-ends':
        return this.#endVisit(event as Attempt, at);
      case 'noted':
        return this.#span?.event(event.type, at, notesOf(event));
    }
  }

  end(ended: EndedExecution, at: number): void {
    for (const key of this.#attempts.keys()) this.#endAttempt(key, at, 'Aborted');
    const { status, compensationStatus, problem } = ended;
    this.#span?.end(
      at,
      { 'backstep.status': status, 'backstep.compensation_status': compensationStatus },
      status === 'SUCCEEDED' ? undefined : (problem?.error ?? status),
    );
    this.#span = undefined;
  }

  readonly headersOf: HeadersOf = (taskToken) => {
    const key = taskToken === undefined ? undefined : attemptKeyIn(taskToken);
    return traceHeaders(key === undefined ? this.#context : this.#contextOf(key));
  };

  get #context(): TraceContext {
    return this.#span?.context ?? this.#contextIn(this.run);
  }

  /** As every owner derives it, also of an attempt that has ended. */
  #contextOf(key: string): TraceContext {
    return withSpan(this.#context, attemptSpanId(this.execution, key));
  }

  #contextIn(run: Run): TraceContext {
    const { execution } = this;
    const { traceparent = `00-${traceIdOf(execution)}-${'0'.repeat(16)}-01`, ...rest } = execution.trace ?? {};
    return withSpan({ traceparent, ...rest }, executionSpanId(execution, run));
  }

  #begin(at: number): void {
    const { execution, run } = this;
    const { id, stateMachine, version, trace } = execution;
    const before = runBefore(run);
    this.#span = openSpan({
      name: `execution ${stateMachine}`,
      kind: 'INTERNAL',
      attributes: {
        'backstep.execution': id,
        'backstep.state_machine': stateMachine,
        'backstep.version': version,
        ...(run.redrives > 0 && { 'backstep.redrives': run.redrives }),
        ...(run.isUndo && { 'backstep.leg': 'compensation' }),
      },
      ids: { traceId: traceIdOf(execution), spanId: executionSpanId(execution, run) },
      parent: trace,
      at,
      ...(before && { links: [this.#contextIn(before)] }),
    });
  }

  /** What is out meanwhile stays below the run that has sent it. */
  #goOn(run: Run, at: number): void {
    this.#span?.end(at, { 'backstep.status': 'PAUSED' }, this.#problem ?? 'Unknown');
    this.#problem = undefined;
    this.run = run;
    this.#begin(at);
  }

  #resume(execution: RunningExecution): void {
    this.#problem = execution.paused?.problem.error;
    for (const { state, visit, doing } of outstandingOf(execution)) {
      const { attempt, resource, heardAt: at } = doing;
      this.#beginAttempt('F', { state, visit, attempt, resource, at });
    }
    for (const { state, visit, attempt: tried, undo } of execution.steps) {
      if (undo?.status !== 'OUT') continue;
      const { attempt, resource, heardAt: at } = undo.out;
      this.#beginAttempt('C', { state, visit, attempt, resource, at }, tried);
    }
  }

  /** @param undone the attempt of the step that is undone */
  #beginAttempt(leg: Leg, sent: Sent, undone?: number): void {
    const { state, visit, attempt, resource, at } = sent;
    const key = attemptKey(leg, sent);
    const span = openSpan({
      name: resource.replace(/^kafka:/, ''),
      kind: 'CLIENT',
      attributes: {
        'backstep.execution': this.execution.id,
        'backstep.state': state,
        'backstep.visit': visit,
        'backstep.attempt': attempt,
        'backstep.leg': leg === 'C' ? 'compensation' : 'forward',
      },
      ids: { spanId: attemptSpanId(this.execution, key) },
      parent: this.#context,
      at,
      ...(undone !== undefined && { links: [this.#contextOf(attemptKey('F', { state, visit, attempt: undone }))] }),
    });
    this.#attempts.set(key, span);
  }

  #endVisit({ state, visit }: Pick<Attempt, 'state' | 'visit'>, at: number): void {
    const ending = attemptKey('F', { state, visit, attempt: 0 }).slice('F/0'.length);
    for (const key of this.#attempts.keys())
      if (key.startsWith('F/') && key.endsWith(ending)) this.#endAttempt(key, at, 'Aborted');
  }

  #endAttempt(key: string, at: number, error: string | undefined): void {
    this.#attempts.get(key)?.end(at, {}, error);
    this.#attempts.delete(key);
  }
}

function withSpan({ traceparent, ...rest }: TraceContext, id: string): TraceContext {
  const [version, traceId, , flags] = traceparent.split('-');
  return { ...rest, traceparent: `${version}-${traceId}-${id}-${flags}` };
}

/** The attempt of the step that is undone. */
const triedOf = (execution: Execution, undo: Sent): number | undefined =>
  execution.status === 'RUNNING' ? stepOf(execution, undo)?.attempt : undefined;

const errorOf = (event: object): string => (event as { readonly error?: string }).error ?? 'Unknown';

/** No payload and no cause leaves by a span: who reads traces may not be who may read those. */
function notesOf(event: ExecutionEvent): Record<string, string> {
  const { state, error } = event as { readonly state?: string; readonly error?: string };
  return {
    ...(state !== undefined && { 'backstep.state': state }),
    ...(error !== undefined && { 'error.type': error }),
  };
}
