import {
  commandId,
  decode,
  follow,
  isEnd,
  isMarker,
  isRegistryEvent,
  logRecord,
  NOBODY,
  type Current,
  type ExecutionEvent,
  type Json,
  type LogEvent,
  type Visit,
} from '#contracts';
import type { InRecord } from '#kafka';

/** One forward step as the log tells it. */
export interface ToldStep {
  readonly commandId: string;
  /** `order.place` */
  readonly command: string;
  readonly compensable: boolean;
  attempt: number;
  outcome: 'OUT' | 'SUCCEEDED' | 'REFUSED' | 'UNKNOWN';
  undone: boolean;
  readonly pivot: boolean;
  /** Behind its pivot an execution undoes nothing that was before it. */
  kept: boolean;
}

/** One execution as the log tells it. */
export interface Told {
  readonly id: string;
  tag: string | undefined;
  machine: string;
  input: Json;
  /** How often it began. */
  starts: number;
  /** How it ended, each time that it did. */
  readonly ends: { readonly type: string; readonly output?: Json }[];
  readonly steps: Map<string, ToldStep>;
  attention: string | undefined;
  blocked: boolean;
  readonly events: ExecutionEvent[];
}

/**
 * Reads the log by the reader's rule, and nothing of the engine: what it says is compared with what the engine and the
 * services have made of it.
 */
export class LogTale {
  readonly executions = new Map<string, Told>();
  /** Messages that were rejected by a decision that counts: by partition and offset, with the error. */
  readonly rejected = new Map<string, string>();
  readonly stats = { decisions: 0, takeOvers: 0, void: 0 };
  /** Executions that have ended. */
  ended = 0;
  readonly #current: Current[] = [];

  take(partition: number, records: readonly InRecord[]): void {
    for (const record of records) this.#record(partition, record);
  }

  #record(partition: number, record: InRecord): void {
    const decoded = decode(logRecord, record.value?.toString('utf8'));
    const behind = decoded.ok ? follow(this.#current[partition] ?? NOBODY, decoded.value) : undefined;
    if (!decoded.ok || !behind) {
      this.stats.void++;
      return;
    }
    this.#current[partition] = behind;
    if (isMarker(decoded.value)) {
      this.stats.takeOvers++;
      return;
    }
    this.stats.decisions++;
    for (const event of decoded.value.events) {
      if (event.type === 'MessageRejected') this.rejected.set(`${partition}/${event.offset}`, event.error);
      else this.#event(decoded.value.entity, event);
    }
  }

  #event(id: string, event: LogEvent): void {
    if (isRegistryEvent(event)) return;
    let told = this.executions.get(id);
    if (!told) this.executions.set(id, (told = newTold(id)));
    told.events.push(event as ExecutionEvent);
    // One that had succeeded is undone for its parent: until then it is not over again.
    if (event.type === 'CompensationRequested' && event.plan.length > 0) this.ended--;
    if (event.type === 'CompensationCompleted' && told.ends.length > 0) this.ended++;
    if (isEnd(event)) {
      this.ended += told.ends.length === 0 ? 1 : 0;
      const { output } = event as { output?: Json };
      told.ends.push({ type: event.type, ...(output === undefined ? {} : { output }) });
    } else tell(told, event as ExecutionEvent);
  }
}

const newTold = (id: string): Told => ({
  id,
  tag: undefined,
  machine: '',
  input: null,
  starts: 0,
  ends: [],
  steps: new Map(),
  attention: undefined,
  blocked: false,
  events: [],
});

function tell(told: Told, event: ExecutionEvent): void {
  switch (event.type) {
    case 'ExecutionStarted':
      told.starts++;
      told.machine = event.stateMachine;
      told.input = event.input;
      told.tag = (event.input as { tag?: string } | null)?.tag;
      return;
    case 'TaskScheduled': {
      const step = stepOf(told, event);
      if (step) return void Object.assign(step, { attempt: event.attempt, outcome: 'OUT' });
      const id = commandId(told.id, event, 'F');
      const command = event.resource.replace(/^kafka:/, '');
      const compensable = event.compensable ?? false;
      told.steps.set(id, {
        commandId: id,
        command,
        compensable,
        attempt: event.attempt,
        outcome: 'OUT',
        undone: false,
        pivot: event.role === 'PIVOT',
        kept: false,
      });
      return;
    }
    case 'TaskSucceeded':
      settle(told, event, 'SUCCEEDED');
      return stepOf(told, event)?.pivot ? keepAll(told) : undefined;
    case 'TaskFailed':
      return settle(told, event, event.outcome === 'refused' ? 'REFUSED' : 'UNKNOWN');
    case 'TaskTimedOut':
      return settle(told, event, 'UNKNOWN');
    case 'LateResult':
      return settle(told, event, event.result);
    case 'CompensationSucceeded':
      return undo(told, event);
    case 'CompensationBlocked':
      told.blocked = true;
      return;
    case 'ExecutionNeedsAttention':
      told.attention = event.because;
  }
}

function keepAll({ steps }: Told): void {
  for (const step of steps.values()) step.kept = true;
}

/** A Task, or a Parallel or Map as a whole with all that was done within it. */
function undo(told: Told, visit: Visit): void {
  const step = stepOf(told, visit);
  const within = `${told.id}/${visit.state}[`;
  if (step) step.undone = true;
  else for (const inner of told.steps.values()) if (inner.commandId.startsWith(within)) inner.undone = true;
}

function settle(told: Told, visit: Visit, outcome: ToldStep['outcome']): void {
  const step = stepOf(told, visit);
  if (step && step.outcome !== 'SUCCEEDED') step.outcome = outcome;
}

const stepOf = (told: Told, visit: Visit): ToldStep | undefined => told.steps.get(commandId(told.id, visit, 'F'));
