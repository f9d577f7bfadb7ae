import { afterEach, describe, expect, it } from '@jest/globals';
import { lockId, type LogRecord } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { listen, Stage, StubParticipant } from '#orchestrator/testing';
import { Audit } from './audit.js';
import type { Finding } from './finding.js';
import { LocksAudit } from './locks-audit.js';
import { verified } from './testing/verified.js';

const task = (command: string, more: object) => ({ Type: 'Task', Resource: `kafka:shop.${command}`, ...more });
const undo = { Compensate: { Resource: 'kafka:shop.undo' }, ResultPath: null };

const locked = (lock: object) => ({
  StartAt: 'A',
  States: {
    A: task('a', { ...undo, Lock: { KeyPath: '$.key', ...lock }, Next: 'B' }),
    B: task('b', { ...undo, End: true }),
  },
});

describe('verify finds nothing in', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('executions that wait for locks, are refused them, give them up, and come too late', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
    const actor = await stage.orchestrator();
    const stub = new StubParticipant(({ execution, command, compensates }) => {
      if (execution.endsWith('slow')) return command === 'shop.b' ? 'silent' : 'does';
      return !compensates && command === 'shop.b' && execution.endsWith('2') ? 'refuses' : 'does';
    });
    await listen(stage.connect(), 'shop', stub, 2);
    await stage.define('waits', locked({}));
    await stage.define('hurries', locked({ Policy: 'FAIL_FAST' }));
    await stage.define('slow', locked({}));
    await stage.define('impatient', locked({ TimeoutSeconds: 1 }));
    const start = (stateMachine: string, name: string, key = 'pen') =>
      ({ type: 'StartExecution', stateMachine, name, input: { key } }) as const;
    await stage.send(start('slow', 'slow'));
    await until('it has the lock', () => stub.seen.some(({ command }) => command === 'shop.b'));
    const { taskToken } = stub.seen.find(({ command }) => command === 'shop.b')!;
    await stage.send(start('impatient', 'i1'), start('hurries', 'h1'), start('hurries', 'h2', 'ink'));
    await stage.send(...Array.from({ length: 6 }, (_, i) => start('waits', `w${i}`, i % 2 ? 'pen' : 'ink')));
    for (const name of ['i1', 'h1']) await stage.ended(name, 'FAILED');
    await stage.send({ type: 'SendTaskSuccess', taskToken, output: {} });
    await until(
      'all are over',
      async () => (await stage.outcomes()).filter((o) => o.stopDate !== null).length === 10,
      20_000,
    );
    const [first] = (await stage.events(lockId('pen'))).flatMap((event) => ('taskToken' in event ? [event] : []));
    await stage.send({ type: 'AcquireLock', key: 'pen', taskToken: first!.taskToken });
    await until('all is decided', async () => (await stage.eventTypes(lockId('pen'))).at(-1) === 'LockReleased');
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 6, FAILED: 4 });
  }, 40_000);
});

const AT = Date.parse('2026-11-25T10:00:00.000Z');
const TOKEN = { a: 'm:a/A/1/F/1/x', b: 'm:b/A/1/F/1/x' } as const;
const of = (type: string, execution: 'a' | 'b') => ({
  type,
  key: 'pen',
  execution: `m:${execution}`,
  taskToken: TOKEN[execution],
});

/** The rules that decisions about the lock `pen` break. */
function rulesOf(...decisions: readonly ReturnType<typeof of>[]): string[] {
  const audit = new Audit({ prefix: 'x.', partitions: 1, rememberMs: 0, allEnded: false });
  const partition = audit.partition(0, { start: 0, end: 0, at: () => undefined });
  partition.record(0, { type: 'Owner', epoch: 1, owner: 'o' });
  decisions.forEach((event, i) =>
    partition.record(i + 1, {
      epoch: 1,
      owner: 'o',
      seq: i + 1,
      nextInbox: 0,
      at: new Date(AT).toISOString(),
      entity: lockId('pen'),
      events: [event],
    } as unknown as LogRecord),
  );
  return audit.findings.map(({ rule, says }) => `${rule}: ${says}`);
}

describe('verify finds', () => {
  it('a lock that two executions hold, or that is given, queued for, released or withdrawn by whom it cannot be', () => {
    expect(rulesOf(of('LockAcquired', 'a'), of('LockAcquired', 'b'))).toEqual([
      'LOCK: LockAcquired contradicts what came before: m:a holds it.',
    ]);
    expect(rulesOf(of('LockAcquired', 'a'), of('LockAcquired', 'a'))).toHaveLength(1);
    expect(rulesOf(of('LockQueued', 'a'))).toHaveLength(1);
    expect(rulesOf(of('LockAcquired', 'a'), of('LockReleased', 'b'))).toHaveLength(1);
    expect(rulesOf(of('LockAcquired', 'a'), of('LockWithdrawn', 'b'))).toHaveLength(1);
    expect(
      rulesOf(
        of('LockAcquired', 'a'),
        of('LockQueued', 'b'),
        of('LockReleased', 'a'),
        of('LockAcquired', 'b'),
        of('LockReleased', 'b'),
      ),
    ).toEqual([]);
  });

  const minute = 60_000;
  /** Of an execution that has a lock from the first minute on, and of which more is said. */
  function findings(more: (audit: LocksAudit) => void, reading: { now?: number; allEnded?: boolean } = {}): string[] {
    const found: Finding[] = [];
    const audit = new LocksAudit((finding) => found.push(finding));
    audit.taken('m:a', { key: 'pen', taskToken: TOKEN.a, at: minute });
    more(audit);
    const { now = 9 * minute, allEnded = false } = reading;
    audit.finish({ allEnded, now, readTo: () => now });
    return found.map(({ rule, says }) => `${rule}: ${says}`);
  }

  it('a lock that was given by nobody, released too early, or never', () => {
    expect(findings(() => undefined)).toEqual(["LOCK: The lock 'pen' of m:a was given by nobody."]);
    const early = ["LOCK: The lock 'pen' of m:a was released before its end."];
    const released = (audit: LocksAudit) => {
      audit.granted(TOKEN.a);
      audit.released(TOKEN.a, 2 * minute);
    };
    expect(findings(released)).toEqual(early);
    const ended = (at: number) => (audit: LocksAudit) => {
      released(audit);
      audit.ended('m:a', at);
    };
    expect(findings(ended(4 * minute))).toEqual(early);
    expect(findings(ended(2 * minute))).toEqual([]);
    const never = (audit: LocksAudit) => {
      audit.granted(TOKEN.a);
      audit.ended('m:a', 2 * minute);
    };
    expect(findings(never, { allEnded: true })).toEqual(["LOCK: The lock 'pen' of m:a was never released."]);
  });

  it('nothing where a partition was read before what the other one says', () => {
    expect(findings(() => undefined, { now: minute + 1 })).toEqual([]);
    const released = (audit: LocksAudit) => {
      audit.granted(TOKEN.a);
      audit.released(TOKEN.a, 2 * minute);
    };
    expect(findings(released, { now: 2 * minute + 1 })).toEqual([]);
  });
});
