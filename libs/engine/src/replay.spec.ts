import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#contracts';
import {
  compensationStatusOf,
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  outstandingCommands,
  type EngineMessage,
  type Execution,
} from './index.js';
import { machineOf, replyTo } from './testing/index.js';

/**
 * Histories as they were decided once. Logs are kept for ever, so these files are never changed: an engine that folds
 * one of them to something else, or would decide it otherwise, breaks executions that are under way.
 *
 * A new one: write `about`, `definition`, `execution` and `turns` with `at`, `random` and `message`; this spec fails and
 * says what to add, turn by turn.
 */
interface History {
  readonly about: string;
  readonly definition: object;
  readonly execution: string;
  readonly turns: readonly Turn[];
  readonly ends: object;
}

interface Turn {
  readonly at: number;
  readonly random: number;
  readonly message: EngineMessage;
  /** The error of a message that is refused, else the events. */
  readonly refused?: string;
  readonly events?: readonly ExecutionEvent[];
}

const folder = join(dirname(fileURLToPath(import.meta.url)), 'testing', 'histories');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Partial<History>;

function need(fields: object, names: readonly string[], what: string): void {
  const missing = names.filter((name) => !Object.hasOwn(fields, name));
  if (missing.length) throw new Error(`${what} lacks ${missing.join(', ')}`);
}

/** What others see of an execution. Not the folded value itself: that may gain fields. */
const seen = (execution: Execution) => ({
  status: execution.status,
  compensationStatus: compensationStatusOf(execution),
  ...(isOver(execution) && { output: execution.output ?? null, problem: execution.problem ?? null }),
  out: outstandingCommands(execution, replyTo),
  nextDue: nextDue(execution) ?? null,
});

describe.each(files)('the golden history %s', (file) => {
  const history = read(file) as History;

  it('is complete, and decided today as it was then', async () => {
    need(history, ['about', 'definition', 'execution', 'turns'], file);
    const machine = machineOf(history.definition);
    let execution = newExecution(history.execution);
    for (const [i, turn] of history.turns.entries()) {
      need(turn, ['at', 'random', 'message'], `Turn ${i}`);
      const decided = await decide(machine, execution, turn.message, turn);
      const found = decided.ok ? { events: decided.events } : { refused: decided.error };
      const { events, refused } = turn;
      if (!events && !refused) {
        const after = (decided.ok ? decided.events : []).reduce((is, event) => evolve(is, event, turn.at), execution);
        throw new Error(`Turn ${i} lacks ${JSON.stringify(found)}; then it is ${JSON.stringify(seen(after))}`);
      }
      expect({ turn: i, ...found }).toEqual({ turn: i, ...(refused ? { refused } : { events }) });
      for (const event of events ?? []) execution = evolve(execution, event, turn.at);
    }
    if (!history.ends) throw new Error(`${file} lacks "ends": ${JSON.stringify(seen(execution))}`);
  });

  it('folds to what it was then, read again after every event', () => {
    let execution = newExecution(history.execution);
    for (const { at, events = [] } of history.turns)
      for (const event of events) execution = JSON.parse(JSON.stringify(evolve(execution, event, at))) as Execution;
    expect(seen(execution)).toEqual(history.ends);
  });
});

it('there are golden histories', () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});
