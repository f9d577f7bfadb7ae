import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent, LogEvent } from '#contracts';
import type { InRecord } from '#kafka';
import { judge, type Evidence, type Fault } from './judge.js';
import type { Ledger } from './ledger.js';
import type { Saga } from './sagas.js';
import { LogTale } from './tale.js';

const ID = 'signup:run-0';
const saga: Saga = { tag: 'run-0', machine: 'signup', name: 'run-0', input: { tag: 'run-0' }, stopAfter: undefined };

const started = {
  type: 'ExecutionStarted',
  stateMachine: 'signup',
  version: 1,
  name: 'run-0',
  input: { tag: 'run-0' },
  nonce: 'n',
} as const;
const scheduled = (state: string, command: string, compensable = true) =>
  ({
    type: 'TaskScheduled',
    state,
    visit: 1,
    attempt: 1,
    resource: `kafka:${command}`,
    input: {},
    compensable,
  }) as const;
const succeeded = (state: string) => ({ type: 'TaskSucceeded', state, visit: 1, attempt: 1, output: {} }) as const;
const refused = (state: string) =>
  ({ type: 'TaskFailed', state, visit: 1, attempt: 1, error: 'No', outcome: 'refused' }) as const;
const undone = (state: string) => ({ type: 'CompensationSucceeded', state, visit: 1, attempt: 1 }) as const;
const end = (type: 'ExecutionSucceeded' | 'ExecutionFailed') => ({ type, output: {} }) as ExecutionEvent;

const user = [scheduled('CreateUser', 'user.create'), succeeded('CreateUser')] as const;
const order = [scheduled('PlaceOrder', 'order.place'), succeeded('PlaceOrder')] as const;
const mail = [scheduled('SendNotification', 'notification.send', false), succeeded('SendNotification')] as const;
const success: LogEvent[] = [started, ...user, ...order, ...mail, end('ExecutionSucceeded')];
const failure: LogEvent[] = [
  started,
  ...user,
  scheduled('PlaceOrder', 'order.place'),
  refused('PlaceOrder'),
  undone('CreateUser'),
  end('ExecutionFailed'),
];

const id = (state: string) => `${ID}/${state}/1/F`;
const nothing: Ledger = {
  users: new Map(),
  orders: new Map(),
  notifications: new Map(),
  journal: new Map(),
  stock: new Map([['book', 10]]),
};
const all: Ledger = {
  ...nothing,
  users: new Map([[id('CreateUser'), { email: 'a@example.org' }]]),
  orders: new Map([[id('PlaceOrder'), { sku: 'book', quantity: 1 }]]),
  notifications: new Map([[id('SendNotification'), { address: 'a@example.org' }]]),
  stock: new Map([['book', 9]]),
};

/** A log in which each event is a decision of its own. */
function told(events: readonly LogEvent[]): LogTale {
  const tale = new LogTale();
  const record = (value: object) => ({ value: Buffer.from(JSON.stringify(value)) }) as InRecord;
  tale.take(0, [record({ type: 'Owner', epoch: 1, owner: 'o' })]);
  events.forEach((event, i) => {
    const decision = { epoch: 1, owner: 'o', seq: i + 1, nextInbox: 0, at: '2026-11-23T10:00:00.000Z', entity: ID };
    tale.take(0, [record({ ...decision, events: [event] })]);
  });
  return tale;
}

function faults(events: readonly LogEvent[], ledger: Ledger, more: Partial<Evidence> = {}): Fault['kind'][] {
  const status = events.some(({ type }) => type === 'ExecutionSucceeded') ? 'SUCCEEDED' : 'FAILED';
  const evidence: Evidence = {
    sagas: [saga],
    executions: told(events).executions,
    ledger,
    announced: new Map([[ID, new Set([status] as const)]]),
    stockBefore: { book: 10 },
    ...more,
  };
  return judge(evidence).map(({ kind }) => kind);
}

describe('the judge of chaos', () => {
  it('is content with a success that left everything and a failure that left nothing', () => {
    expect(faults(success, all)).toEqual([]);
    expect(faults(failure, nothing)).toEqual([]);
  });

  it('sees a start without an execution', () => {
    expect(faults([], nothing)).toEqual(['LOST']);
  });

  it('sees what is left of an execution that had succeeded and was undone with its parent', () => {
    const requested = {
      type: 'CompensationRequested',
      plan: [{ state: 'PlaceOrder', visit: 1, resource: '', because: '' }],
    };
    const done = { type: 'CompensationCompleted', compensationStatus: 'COMPLETED' };
    const child = { ...started, stateMachine: 'child' };
    const events = [child, ...user, ...order, end('ExecutionSucceeded'), requested] as LogEvent[];
    expect(told(events).ended).toBe(0);
    const whole = [...events, undone('PlaceOrder'), undone('CreateUser'), done] as LogEvent[];
    expect(told(whole).ended).toBe(1);
    expect(faults(whole, nothing)).toEqual([]);
    const half = [...events, undone('PlaceOrder'), done] as LogEvent[];
    expect(faults(half, { ...nothing, users: all.users })).toContain('LEFT');
  });

  it('sees an execution that has not ended', () => {
    expect(faults([started, ...user], { ...nothing, users: all.users })).toEqual(['OPEN']);
  });

  it('sees an execution that began twice, and one that ended twice', () => {
    expect(faults([started, ...success], all)).toEqual(['DOUBLED']);
    expect(faults([...failure, end('ExecutionFailed')], nothing)).toEqual(['DOUBLED']);
  });

  it('sees an end that nobody was told of, and one that was told in two ways', () => {
    expect(faults(success, all, { announced: new Map() })).toEqual(['LOST']);
    expect(faults(success, all, { announced: new Map([[ID, new Set(['SUCCEEDED', 'FAILED'] as const)]]) })).toEqual([
      'DOUBLED',
    ]);
  });

  it('sees a success whose effect is gone', () => {
    expect(new Set(faults(success, { ...all, users: new Map() }))).toEqual(new Set(['LOST']));
  });

  it('sees what a failure has left, and a step that was not undone at all', () => {
    expect(faults(failure, { ...nothing, users: all.users })).toEqual(['LEFT']);
    expect(
      faults(
        failure.filter(({ type }) => type !== 'CompensationSucceeded'),
        nothing,
      ),
    ).toEqual(['LEFT']);
  });

  it('sees the effect of a command that was refused', () => {
    expect(faults(failure, { ...nothing, orders: all.orders, stock: all.stock })).toEqual(['LEFT']);
  });

  it.each(['++', '-', '+-+', '+--', '++-'])('sees a journal with %s', (lines) => {
    const journalled = [started, scheduled('Count', 'journal.add'), succeeded('Count'), undone('Count')];
    const ledger = { ...nothing, journal: new Map([[id('Count'), lines]]) };
    expect(faults([...journalled, end('ExecutionFailed')], ledger)).toEqual(['DOUBLED']);
  });

  it('lets an unknown outcome be undone or never have happened', () => {
    const unknown = { type: 'TaskTimedOut', state: 'Count', visit: 1, attempt: 1, error: 'States.Timeout' } as const;
    const events = [started, scheduled('Count', 'journal.add'), unknown, undone('Count'), end('ExecutionFailed')];
    expect(faults(events, nothing)).toEqual([]);
    expect(faults(events, { ...nothing, journal: new Map([[id('Count'), '+-']]) })).toEqual([]);
    expect(faults(events, { ...nothing, journal: new Map([[id('Count'), '+']]) })).toEqual(['LEFT']);
  });

  it('wants what was before a pivot that has succeeded to stay, and before one that has not to go', () => {
    const pivot = { ...scheduled('Charge', 'journal.add', false), role: 'PIVOT' } as const;
    const left = { ...nothing, users: all.users, journal: new Map([[id('Charge'), '+']]) };
    expect(faults([started, ...user, pivot, succeeded('Charge'), end('ExecutionFailed')], left)).toEqual([]);
    const refusedPivot = [started, ...user, pivot, refused('Charge'), end('ExecutionFailed')];
    expect(faults(refusedPivot, { ...nothing, users: all.users })).toEqual(['LEFT']);
  });

  it('takes the undo of a whole Map for that of all that was done within', () => {
    const within = [scheduled('Each[0].Add', 'journal.add'), succeeded('Each[0].Add')];
    const events = [started, ...within, undone('Each'), end('ExecutionFailed')];
    expect(faults(events, { ...nothing, journal: new Map([[id('Each[0].Add'), '+-']]) })).toEqual([]);
    expect(faults(events, { ...nothing, journal: new Map([[id('Each[0].Add'), '+']]) })).toEqual(['LEFT']);
  });

  it('sees an effect that nobody decided, and stock that does not add up', () => {
    const stranger = new Map([[`${ID}/Stranger/1/F`, { email: 'x@example.org' }]]);
    expect(faults(failure, { ...nothing, users: stranger })).toEqual(['WRONG']);
    expect(faults(failure, { ...nothing, stock: new Map([['book', 9]]) })).toEqual(['WRONG']);
  });
});
