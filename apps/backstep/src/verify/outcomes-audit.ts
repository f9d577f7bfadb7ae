import { executionArn, type Outcome } from '#contracts';
import type { EndedExecution } from '#engine';
import { IN_FLIGHT_MS } from './commands-audit.js';
import type { Place, Report } from './finding.js';

interface Announced extends Place {
  readonly execution: string;
  readonly status: Outcome['status'];
  readonly text: string;
  readonly startDate: number;
  expected: boolean;
}

interface Missing {
  readonly execution: string;
  readonly what: string;
  readonly at: number;
  readonly found: () => boolean;
}

/** Announcements against the starts and ends of the log; read before the log, like the commands. */
export class OutcomesAudit {
  readonly #starts = new Map<string, Announced>();
  readonly #ends = new Map<string, Announced>();
  #missing: Missing[] = [];
  outcomes = 0;

  constructor(private readonly report: Report) {}

  announced(execution: string, outcome: Outcome, place: Place): void {
    this.outcomes++;
    if (outcome.executionArn !== executionArn(execution)) this.#find('is of another execution', execution, place);
    if (outcome.compensationStatus === 'BLOCKED') return;
    const known = outcome.status === 'RUNNING' ? this.#starts : this.#ends;
    // A redriven execution ends more than once.
    const key = outcome.status === 'RUNNING' ? execution : endOf(execution, outcome.stopDate, outcome);
    const before = known.get(key);
    const text = textOf(outcome);
    const { status, startDate } = outcome;
    // Sent again after a take-over it says the same; another start date is another run of a name that was forgotten.
    if (!before || before.startDate !== startDate)
      known.set(key, { ...place, execution, status, startDate, text, expected: false });
    else if (before.text !== text)
      this.#find(`says something else than the ${before.status} before it`, execution, place);
  }

  unreadable(cause: string, place: Place): void {
    this.report({ rule: 'OUTCOME', says: `The record is not an outcome: ${cause}`, ...place });
  }

  started(execution: string, at: number): void {
    const found = () => mark(this.#starts.get(execution));
    if (!found()) this.#missing.push({ execution, what: 'start', at, found });
  }

  ended(execution: EndedExecution, at: number): void {
    const { id } = execution;
    const key = endOf(id, execution.stoppedAt, execution);
    const text = textOf({
      status: execution.status,
      output: execution.output === undefined ? null : JSON.stringify(execution.output),
      error: execution.problem?.error ?? null,
      cause: execution.problem?.cause ?? null,
      compensationStatus: execution.compensationStatus,
    });
    const found = () => {
      const announced = this.#ends.get(key);
      if (announced && announced.text !== text) this.#find(`is not the ${execution.status} of the log`, id, announced);
      return mark(announced);
    };
    if (!found()) this.#missing.push({ execution: id, what: `end (${execution.status})`, at, found });
  }

  /** @param retained what is there from its beginning: what is not cannot be missed, or be a reason */
  finish(now: number, retained: { readonly log: boolean; readonly own: boolean }): void {
    for (const { execution, what, at, found } of this.#missing) {
      if (found() || !retained.own || now - at < IN_FLIGHT_MS) continue;
      this.report({ rule: 'OUTCOME', says: `The ${what} of ${execution} was never announced.`, execution });
    }
    this.#missing = [];
    if (!retained.log) return;
    for (const it of [...this.#starts.values(), ...this.#ends.values()])
      if (!it.expected) this.#find(`(${it.status}) follows from nothing on the log`, it.execution, it);
  }

  #find(problem: string, execution: string, { topic, partition, offset }: Place): void {
    this.report({
      rule: 'OUTCOME',
      says: `The outcome of ${execution} ${problem}.`,
      execution,
      topic,
      partition,
      offset,
    });
  }
}

/** One that has succeeded is told of once more when it is undone for its parent. */
const endOf = (
  execution: string,
  stoppedAt: number | null,
  { status, compensationStatus }: Pick<Outcome, 'status' | 'compensationStatus'>,
): string => `${execution}@${stoppedAt}${status === 'SUCCEEDED' ? compensationStatus : ''}`;

function mark(announced: Announced | undefined): boolean {
  if (announced) announced.expected = true;
  return announced !== undefined;
}

const textOf = ({ status, output, error, cause, compensationStatus }: Partial<Outcome>): string =>
  JSON.stringify([status, output, error, cause, compensationStatus]);
