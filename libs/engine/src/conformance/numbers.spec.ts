import { describe, expect, it } from '@jest/globals';
import { compile, type StateMachine } from '#asl';
import { historyAfter, newHistory, type Child, type ExecutionEvent, type HistoryEvent, type Json } from '#contracts';
import {
  commandsFrom,
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  type EngineMessage,
  type Execution,
} from '../index.js';
import { historyLengthAt } from '../evolve/history-length.js';
import { scopeAt } from '../scopes/scope-tree.js';
import { replyTo } from '../testing/index.js';
import { Chance, INPUTS, randomDefinition } from '../testing/random-definitions.js';

interface Decided {
  readonly at: number;
  readonly events: readonly ExecutionEvent[];
  readonly after: Execution;
}

/** A loop without an end is left to itself. */
const MOST_EVENTS = 300;

/** The Maps of a definition, some of them distributed. */
function distributed(chance: Chance, value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: Json) => distributed(chance, inner));
  const fields = Object.entries(value).map(([key, inner]) => [key, distributed(chance, inner)] as const);
  const all = Object.fromEntries<Json>(fields);
  const processor = all['ItemProcessor'];
  if (typeof processor !== 'object' || processor === null || chance.next(3) > 0) return all;
  return {
    ...all,
    ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
  };
}

async function played(machine: StateMachine, chance: Chance): Promise<Decided[]> {
  const decisions: Decided[] = [];
  const tokens: string[] = [];
  let after: Execution = newExecution('m:e');
  let at = 1_000;
  const input = chance.of(INPUTS);
  let message: EngineMessage = { type: 'StartExecution', stateMachine: 'm', version: 1, name: 'e', input };
  let all = 0;
  for (let random = 0; random < 40 && all < MOST_EVENTS && !isOver(after); random++) {
    const decided = await decide(machine, after, message, { at, random });
    const events = decided.ok ? decided.events : [];
    after = events.reduce<Execution>((before, event) => evolve(before, event, at), after);
    all += events.length;
    if (events.length > 0) decisions.push({ at, events, after });
    for (const { taskToken } of commandsFrom(after, events, replyTo)) tokens.push(taskToken);
    message = next(chance, tokens);
    at = Math.max(at + 1, nextDue(after) ?? 0);
  }
  return decisions;
}

function next(chance: Chance, tokens: string[]): EngineMessage {
  const taskToken = tokens.length > 0 && chance.next(4) > 0 ? tokens.shift() : undefined;
  if (taskToken === undefined) return { type: 'TimerFired' };
  return chance.next(3) === 0
    ? { type: 'SendTaskFailure', taskToken, error: 'E', outcome: 'unknown' }
    : { type: 'SendTaskSuccess', taskToken, output: {} };
}

/** Every event follows from an earlier one, and a cause names the event that its state was entered with. */
function expectSound(events: readonly HistoryEvent[]): void {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
  for (const { executionFailedEventDetails: failed } of events) {
    const [, name, id] =
      /^An error occurred while executing the state '(.*?)' \(entered at the event id #(\d+)\)/.exec(
        failed?.cause ?? '',
      ) ?? [];
    if (name !== undefined) expect(events[Number(id) - 1]?.stateEnteredEventDetails?.name).toBe(name);
  }
}

const childrenIn = (decisions: readonly Decided[]): Child[] =>
  decisions.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'MapIterationStarted' ? [{ ...event, visit: event.visit }] : [])),
  );

/** Tells it decision by decision, and compares how far the engine has counted. */
function told(decisions: readonly Decided[], child?: Child): HistoryEvent[] {
  const scope = child ? `${child.state}[${child.index}]` : '';
  let history = newHistory('m', child);
  return decisions.flatMap(({ after, ...decision }) => {
    const added = historyAfter(history, decision);
    history = added.history;
    const counted = after.status === 'RUNNING' && Object.hasOwn(history.chains, scope) && scopeAt(after, scope);
    if (counted) expect(history.length).toBe(historyLengthAt(after, scope));
    return added.events as HistoryEvent[];
  });
}

describe('the history of any execution', () => {
  it('has the numbers that the engine has counted', async () => {
    const chance = new Chance(4711);
    let events = 0;
    let children = 0;
    for (let n = 0; n < 300; n++) {
      const compiled = compile(distributed(chance, randomDefinition(chance)));
      if (!compiled.ok) continue;
      const decisions = await played(compiled.machine, chance);
      const own = told(decisions);
      expectSound(own);
      events += own.length;
      for (const child of childrenIn(decisions).slice(0, 3)) {
        const runs = decisions.some((decision) =>
          decision.events.some(
            ({ type, ...event }) =>
              type === 'MapRunStarted' &&
              'state' in event &&
              event.state === child.state &&
              event.visit === child.visit,
          ),
        );
        if (!runs) continue;
        children += 1;
        expectSound(told(decisions, child));
      }
    }
    expect(events).toBeGreaterThan(1_000);
    expect(children).toBeGreaterThan(10);
  }, 60_000);
});
