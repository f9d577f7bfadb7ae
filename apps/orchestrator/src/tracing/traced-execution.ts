import type { Attempt, ExecutionEvent, Leg, TraceContext } from '#contracts';
import { outstandingOf, stepOf, type EndedExecution, type Execution, type NewExecution } from '#engine';
import { openSpan, traceHeaders, type OpenSpan } from '#runtime';
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

/** The spans of one execution: its own, and below it one for each attempt that is out. */
export class TracedExecution {
  readonly #span: OpenSpan;
  readonly #attempts = new Map<string, OpenSpan>();

  private constructor(private readonly execution: Begun) {
    const { id, stateMachine, version, startedAt, trace } = execution;
    this.#span = openSpan({
      name: `execution ${stateMachine}`,
      kind: 'INTERNAL',
      attributes: { 'backstep.execution': id, 'backstep.state_machine': stateMachine, 'backstep.version': version },
      ids: { traceId: traceIdOf(execution), spanId: executionSpanId(execution, redrivesOf(execution)) },
      parent: trace,
      at: startedAt,
    });
  }

  /** @param goingOn what is out belongs to it, and was sent before. */
  static of(execution: Execution, goingOn: boolean): TracedExecution | undefined {
    if (execution.status === 'NEW') return undefined;
    const traced = new TracedExecution(execution);
    if (goingOn) traced.#resume(execution);
    return traced;
  }

  happened(event: ExecutionEvent, after: Execution, at: number): void {
    const told = (TOLD as { readonly [type: string]: Told | undefined })[event.type];
    switch (told?.kind) {
      case 'attempt-begins': {
        const sent = { ...(event as Attempt & { readonly resource: string }), at };
        return this.#begin(told.leg, sent, told.leg === 'C' ? triedOf(after, sent) : undefined);
      }
      case 'attempt-ends':
        return this.#endAttempt(attemptKey(told.leg, event as Attempt), at, told.fails ? errorOf(event) : undefined);
      case 'visit-ends':
        return this.#endVisit(event as Attempt, at);
      case 'noted':
        return this.#span.event(event.type, at, notesOf(event));
    }
  }

  end(ended: EndedExecution, at: number): void {
    for (const key of this.#attempts.keys()) this.#endAttempt(key, at, 'Aborted');
    const { status, compensationStatus, problem } = ended;
    this.#span.end(
      at,
      { 'backstep.status': status, 'backstep.compensation_status': compensationStatus },
      status === 'SUCCEEDED' ? undefined : (problem?.error ?? status),
    );
  }

  readonly headersOf: HeadersOf = (taskToken) => {
    const key = taskToken === undefined ? undefined : attemptKeyIn(taskToken);
    return traceHeaders(key === undefined ? this.#span.context : this.#contextOf(key));
  };

  /** As every owner derives it, also of an attempt that has ended. */
  #contextOf(key: string): TraceContext {
    const { traceparent, ...rest } = this.#span.context;
    const [version, traceId, , flags] = traceparent.split('-');
    return { ...rest, traceparent: `${version}-${traceId}-${attemptSpanId(this.execution, key)}-${flags}` };
  }

  #resume(execution: Begun): void {
    if (execution.status !== 'RUNNING') return;
    for (const { state, visit, doing } of outstandingOf(execution)) {
      const { attempt, resource, heardAt: at } = doing;
      this.#begin('F', { state, visit, attempt, resource, at });
    }
    for (const { state, visit, attempt: tried, undo } of execution.steps) {
      if (undo?.status !== 'OUT') continue;
      const { attempt, resource, heardAt: at } = undo.out;
      this.#begin('C', { state, visit, attempt, resource, at }, tried);
    }
  }

  /** @param undone the attempt of the step that is undone */
  #begin(leg: Leg, sent: Sent, undone?: number): void {
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
      parent: this.#span.context,
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

const redrivesOf = (execution: Begun): number =>
  (execution.status === 'RUNNING' ? execution.redrives : execution.resume?.redrives)?.count ?? 0;

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
