import { afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { chain, listen, Stage, StubParticipant } from '#orchestrator/testing';
import type { Finding } from './finding.js';
import { MessagesAudit } from './messages-audit.js';
import { verified } from './testing/verified.js';

const START = 'arn:aws:states:::states:startExecution';
const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';

const starts = (resource: string, more: object = {}) => ({
  StartAt: 'Start',
  States: {
    Start: {
      Type: 'Task',
      Resource: resource,
      Parameters: { StateMachineArn: ARN, 'Name.$': '$.child' },
      End: true,
      ...more,
    },
  },
});

describe('verify finds nothing in', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('executions that start, stop and answer each other, and are refused', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
    const actor = await stage.orchestrator();
    await listen(
      stage.connect(),
      'shop',
      new StubParticipant(({ execution, compensates }) =>
        execution.endsWith('slow') && !compensates ? 'silent' : 'does',
      ),
      2,
    );
    await stage.define('child', { ...chain('shop', 2), Saga: { CancelTimeoutSeconds: 1 } });
    await stage.define('waits', starts(`${START}.sync:2`));
    await stage.define('hurries', starts(`${START}.sync`, { TimeoutSeconds: 1 }));
    await stage.define('asks', starts(START));
    const start = (stateMachine: string, name: string, child: string): Message => ({
      type: 'StartExecution',
      stateMachine,
      name,
      input: { child },
    });
    await stage.send(start('waits', 'a', 'a'), start('hurries', 'b', 'slow'), start('asks', 'c', 'taken'));
    await stage.ended('taken');
    await stage.send(start('asks', 'd', 'taken'));
    for (const name of ['b', 'd']) await stage.ended(name, 'FAILED');
    await stage.ended('a');
    await stage.ended('slow', 'ABORTED', 10_000);
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 2, ABORTED: 1 });
  }, 30_000);

  it('executions that have succeeded and are undone for who has started them, once a person has looked at one', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
    const actor = await stage.orchestrator();
    const stub = new StubParticipant(({ execution, state, attempt, compensates }) =>
      state === 'Late' || (compensates && execution === 'child:b' && attempt === 1) ? 'refuses' : 'does',
    );
    await listen(stage.connect(), 'shop', stub, 2);
    await stage.define('child', chain('shop', 1));
    const { Start } = starts(`${START}.sync`).States;
    await stage.define('fails', {
      StartAt: 'Start',
      States: {
        Start: { ...Start, End: undefined, Next: 'Late' },
        Late: { Type: 'Task', Resource: 'kafka:shop.late', End: true },
      },
    });
    const start = (name: string): Message => ({
      type: 'StartExecution',
      stateMachine: 'fails',
      name,
      input: { child: name.slice(1) },
    });
    await stage.send(start('pa'), start('pb'));
    await stage.ended('pa', 'FAILED');
    await until('it waits for a person', async () =>
      (await stage.outcomes('pb')).some(({ compensationStatus }) => compensationStatus === 'BLOCKED'),
    );
    const word = { how: 'RETRY', by: 'ada', why: 'the shop is open again' } as const;
    // Asked again, the child says at once that it waits for somebody.
    await stage.send({ type: 'ResolveCompensation', execution: 'fails:pb', state: 'Start', ...word });
    await until(
      'it is told again',
      async () => (await stage.events('fails:pb')).filter(({ type }) => type === 'CompensationBlocked').length === 2,
    );
    await stage.send({ type: 'ResolveCompensation', execution: 'child:b', state: 'Step1', ...word });
    await stage.ended('pb', 'FAILED');
    expect([...stub.ledger]).toEqual([]);
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 2, FAILED: 2 });
  }, 30_000);

  it('an execution that succeeds when its parent, which was stopped, no longer waits for it', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 1 }, 'shop');
    const actor = await stage.orchestrator();
    const stub = new StubParticipant(({ execution, compensates }) =>
      execution === 'child:c' && !compensates ? 'silent' : 'does',
    );
    await listen(stage.connect(), 'shop', stub);
    await stage.define('child', chain('shop', 1));
    const { Step1 } = (chain('shop', 1) as { States: { Step1: object } }).States;
    const { Start } = starts(`${START}.sync`).States;
    await stage.define('parent', {
      StartAt: 'Step1',
      Saga: { CancelTimeoutSeconds: 1 },
      States: { Step1: { ...Step1, End: undefined, Next: 'Start' }, Start },
    });
    await stage.send({ type: 'StartExecution', stateMachine: 'parent', name: 'p', input: { child: 'c' } });
    await until('the child waits for an answer', () => stub.seen.length === 2);
    const { taskToken } = stub.seen.find(({ execution }) => execution === 'child:c')!;
    // Of one batch: the child's success is under way when its parent is stopped.
    await stage.send(
      { type: 'SendTaskSuccess', taskToken, output: {} },
      { type: 'StopExecution', execution: 'parent:p' },
    );
    await stage.ended('p', 'ABORTED');
    await until('the child has undone itself', async () =>
      (await stage.outcomes('c')).some(({ compensationStatus }) => compensationStatus === 'COMPLETED'),
    );
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 1, ABORTED: 1 });
  }, 30_000);
});

describe('verify finds', () => {
  it('a message to another execution that was decided and is on no inbox', () => {
    const findings: Finding[] = [];
    const audit = new MessagesAudit(1, (finding) => findings.push(finding));
    audit.expect({ type: 'StopExecution', execution: 'child:c', startedBy: 'x' }, 0);
    audit.finish(60_000, true);
    expect(findings).toMatchObject([{ rule: 'MESSAGE_MISSING', execution: 'child:c' }]);
  });
});
