import { describe, expect, it } from '@jest/globals';
import { isMarker, type Decision } from '#contracts';
import { RecordedRun, SIGNUP } from './testing/recorded-run.js';

const rules = (run: RecordedRun) => [...new Set(run.verify().findings.map(({ rule }) => rule))];

async function succeeded(name = 'a', run = new RecordedRun()): Promise<RecordedRun> {
  await run.start(name);
  await run.succeed(name);
  await run.succeed(name);
  await run.succeed(name);
  return run;
}

/** The notification is refused, so the order is cancelled and the user is deleted. */
async function undone(name = 'a', run = new RecordedRun()): Promise<RecordedRun> {
  await run.start(name);
  await run.succeed(name);
  await run.succeed(name);
  await run.refuse(name, 'Bounced');
  await run.succeed(name);
  await run.succeed(name);
  return run;
}

/** The undo of the order is refused, and waits for a person. */
async function blocked(run = new RecordedRun()): Promise<RecordedRun> {
  await run.start('a');
  await run.succeed('a');
  await run.succeed('a');
  await run.refuse('a', 'Bounced');
  await run.refuse('a', 'AlreadyShipped');
  return run;
}

const AT_ONCE = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }];

const resolve = (how: 'RETRY' | 'RESOLVED' | 'SKIP' | 'GIVE_UP') =>
  ({
    type: 'ResolveCompensation',
    execution: 'signup:a',
    state: 'PlaceOrder',
    how,
    by: 'ada',
    why: 'called them',
  }) as const;

describe('verify finds nothing in', () => {
  it('an execution that succeeded', async () => {
    const { findings, summary } = (await succeeded()).verify({ allEnded: true });
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ executions: 1, ended: { SUCCEEDED: 1 }, commands: 3, outcomes: 2, open: [] });
  });

  it('one that failed and was undone', async () => {
    const { findings, summary } = (await undone()).verify({ allEnded: true });
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ ended: { FAILED: 1 }, commands: 5 });
  });

  it('a refused first step, which leaves nothing to undo', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.refuse('a', 'EmailTaken');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });

  it('an unknown outcome that is undone, with its late success before and after the undo', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.succeed('a');
    const place = run.lastCommand('a');
    await run.timer('a');
    await run.succeed('a', { id: 'o-1' }, place);
    await run.succeed('a', {}, run.lastCommand('a'));
    await run.succeed('a', { id: 'o-1' }, place);
    await run.succeed('a');
    expect(run.execution('a').status).toBe('FAILED');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });

  it('a time-out that the participant saw before the engine did, whether it had begun or not', async () => {
    const run = new RecordedRun();
    await run.start('begun');
    await run.succeed('begun');
    await run.fail('begun', 'States.Timeout');
    await run.succeed('begun');
    await run.succeed('begun');
    await run.start('unbegun');
    await run.succeed('unbegun');
    await run.refuse('unbegun', 'Participant.DeadlinePassed');
    await run.succeed('unbegun');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });

  it('a stop in flight, which waits for the answer and undoes', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.succeed('a');
    await run.send('a', { type: 'StopExecution', execution: 'signup:a', error: 'Operator' });
    await run.refuse('a', 'OutOfStock');
    await run.succeed('a');
    expect(run.execution('a').status).toBe('ABORTED');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });

  it('a kill, because the message that asked for it says so', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.succeed('a');
    await run.send('a', { type: 'StopExecution', execution: 'signup:a', undo: false });
    expect(run.execution('a').status).toBe('ABORTED');
    expect(run.verify().findings).toEqual([]);
  });

  it('a machine whose Saga keeps what was done', async () => {
    const run = new RecordedRun({ ...SIGNUP, Saga: { OnFailure: 'NONE' } });
    await run.start('a');
    await run.succeed('a');
    await run.refuse('a', 'OutOfStock');
    expect(run.execution('a').status).toBe('FAILED');
    expect(run.verify().findings).toEqual([]);
  });

  it.each(['RETRY', 'RESOLVED', 'SKIP', 'GIVE_UP'] as const)(
    'a blocked undo that a person settled with %s',
    async (how) => {
      const run = await blocked();
      expect(run.verify().summary.open).toEqual([{ execution: 'signup:a', compensationStatus: 'BLOCKED' }]);
      await run.send('a', resolve(how));
      if (how === 'RETRY') await run.succeed('a');
      if (how !== 'GIVE_UP') await run.succeed('a');
      expect(run.execution('a').status).toBe('FAILED');
      expect(run.verify({ allEnded: true }).findings).toEqual([]);
    },
  );

  it('repeats: of a start, of replies, of commands and outcomes', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.start('a');
    const create = run.lastCommand('a');
    await run.succeed('a', {}, create);
    await run.succeed('a', {}, create);
    await run.succeed('a');
    await run.succeed('a');
    await run.succeed('a', {}, create);
    run.commands.push(create);
    run.outcomes.push(run.outcomes[0]!);
    const { findings, summary } = run.verify({ allEnded: true });
    expect(findings).toEqual([]);
    expect(summary.repeatedCommands).toBe(1);
  });

  it('a stop that came behind the end', async () => {
    const run = await succeeded('a');
    run.inbox.push({ type: 'StopExecution', execution: 'signup:a' });
    await run.start('b');
    expect(run.verify().findings).toEqual([]);
  });

  it("poison and refused messages, a take-over and a zombie's last words", async () => {
    const run = await succeeded('a');
    run.reject('{not json', 'InvalidJson');
    await run.start('b');
    await run.start('b', { other: 'input' });
    run.takeOver();
    const zombie = { ...(run.log[1] as Decision), seq: 99 };
    run.log.push(zombie);
    await run.succeed('b');
    const { findings, summary } = run.verify();
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ takeOvers: 2, voidRecords: 1, rejected: 2 });
    expect(summary.open).toHaveLength(1);
  });

  it("another engine's commands on a shared topic", async () => {
    const run = await succeeded();
    const command = run.commands[0]!;
    run.commands.push({ ...command, id: 'other:x/S/1/F', replyTo: { topic: 'their.inbox', partition: 0 } });
    expect(run.verify().findings).toEqual([]);
  });

  it('a second attempt that was never sent, since the first one was answered before its owner had died', async () => {
    const { States, ...machine } = SIGNUP as { States: { CreateUser: object } };
    const CreateUser = { ...States.CreateUser, TimeoutSeconds: 5, Retry: AT_ONCE };
    const run = new RecordedRun({ ...machine, States: { ...States, CreateUser } } as never);
    await run.start('a');
    const first = run.lastCommand('a');
    await run.timer('a');
    await run.timer('a');
    const second = run.lastCommand('a');
    expect([first.attempt, second.attempt]).toEqual([1, 2]);
    await run.succeed('a', { id: 'u-1' }, first);
    run.commands.splice(run.commands.indexOf(second), 1);
    await run.succeed('a');
    await run.succeed('a');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });
});

describe('what cannot be known', () => {
  it('is not held against a log whose first records are gone', async () => {
    const run = await succeeded('a');
    run.reject('{not json', 'InvalidJson');
    await succeeded('b', run);
    const from = run.log.findIndex((r) => !isMarker(r) && r.entity === 'signup:b');
    run.takeOver();
    const marker = run.log.pop()!;
    const reign = run.log.splice(from).map((r, i) => ({ ...(r as Decision), epoch: 2, owner: 'o-2', seq: i + 1 }));
    run.log.splice(0, run.log.length, marker, ...reign);
    const { findings, summary } = run.verify({}, true);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 1 });
  });

  it('is when a message is decided on: it waits, unless everything has to be over', async () => {
    const run = await succeeded();
    run.inbox.push({ type: 'StartExecution', stateMachine: 'signup', name: 'new' });
    expect(run.verify().findings).toEqual([]);
    expect(run.verify({ allEnded: true }).findings).toMatchObject([
      { rule: 'MESSAGE', says: '1 messages are not decided.' },
    ]);
  });
});

describe('verify finds', () => {
  it('a decision that is missing from the log', async () => {
    const run = await succeeded();
    run.log.splice(3, 1);
    expect(rules(run)).toContain('LOG_GAP');
  });

  it('an inbox position that goes back, or runs ahead', async () => {
    const back = await succeeded();
    (back.log.at(-1) as Decision).nextInbox = 1;
    expect(rules(back)).toContain('NEXT_INBOX');
    const ahead = await succeeded();
    (ahead.log.at(-1) as Decision).nextInbox = 1_000;
    expect(rules(ahead)).toContain('NEXT_INBOX');
  });

  it('a time that goes back', async () => {
    const run = await succeeded();
    (run.log.at(-1) as Decision).at = '2020-01-01T00:00:00.000Z';
    // Nor was its end then, as its outcome tells.
    expect(rules(run)).toEqual(['TIME', 'OUTCOME']);
  });

  it('a decision in a partition that is not its entity’s', async () => {
    const run = await succeeded();
    expect(run.verify({ partitions: 1_000 }).findings.map(({ rule }) => rule)).toContain('PARTITION');
  });

  it('a command that nobody decided', async () => {
    const run = await succeeded();
    run.commands.push({ ...run.commands[0]!, id: 'signup:a/CreateUser/2/F', visit: 2 });
    expect(rules(run)).toEqual(['COMMAND']);
  });

  it('a command with another input, or two of the same id that differ', async () => {
    const other = await succeeded();
    other.commands[1] = { ...other.commands[1]!, input: { forged: true } };
    expect(rules(other)).toEqual(['COMMAND']);
    const two = await succeeded();
    two.commands.push({ ...two.commands[0]!, input: { forged: true } });
    expect(rules(two)).toEqual(['COMMAND']);
  });

  it('a command that was decided and never sent', async () => {
    const run = await succeeded();
    run.commands.splice(1, 1);
    expect(rules(run)).toEqual(['COMMAND_MISSING']);
  });

  it('a reply that was neither answered nor late', async () => {
    const run = new RecordedRun();
    await run.start('a');
    const { taskToken } = run.lastCommand('a');
    run.inbox.push({ type: 'SendTaskSuccess', taskToken, output: {} });
    await run.start('b');
    expect(run.verify().findings).toEqual([
      {
        rule: 'MESSAGE',
        says: 'SendTaskSuccess for CreateUser/1 was neither answered nor rejected.',
        topic: 'backstep.inbox',
        partition: 0,
        offset: 2,
        execution: 'signup:a',
      },
    ]);
  });

  it('a start, a stop or a poison record that was passed by', async () => {
    for (const message of [
      { type: 'StartExecution', stateMachine: 'signup', name: 'lost' } as const,
      { type: 'StopExecution', execution: 'signup:a' } as const,
      'poison',
    ]) {
      const run = new RecordedRun();
      await run.start('a');
      run.inbox.push(message);
      await run.succeed('a');
      expect(rules(run)).toEqual(['MESSAGE']);
    }
  });

  it('a fact that no message caused', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.succeed('a');
    run.inbox[2] = { type: 'SendTaskHeartbeat', taskToken: run.commands[0]!.taskToken };
    expect(rules(run)).toEqual(['INVENTED']);
  });

  it('an answer that is not what the participant said', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.refuse('a', 'EmailTaken');
    const decision = run.decisionWith('TaskFailed');
    decision.events[0] = { ...decision.events[0], error: 'SomethingElse' } as never;
    expect(rules(run)).toContain('INVENTED');
  });

  it('an event that cannot have happened', async () => {
    const run = await succeeded();
    const decision = run.decisionWith('TaskSucceeded');
    decision.events.unshift(decision.events[0]!);
    expect(rules(run)).toContain('STORY');
  });

  it('a state that the definition does not lead to', async () => {
    const run = await succeeded();
    const exit = run.log.flatMap((r) => (isMarker(r) ? [] : r.events)).find((e) => e.type === 'TaskStateExited');
    (exit as { next: string }).next = 'Notify';
    expect(rules(run)).toEqual(['STORY']);
  });

  it('anything after the end', async () => {
    const run = await succeeded();
    const end = run.log.at(-1) as Decision;
    run.log.push({ ...end, seq: end.seq + 1, events: [{ type: 'ExecutionNeedsAttention', because: 'x' }] });
    expect(run.verify().findings).toEqual([]);
    run.log.push({ ...end, seq: end.seq + 2, events: [end.events.at(-1)!] });
    expect(rules(run)).toContain('AFTER_END');
  });

  it('an execution that ran twice', async () => {
    const run = await succeeded();
    const start = run.decisionWith('ExecutionStarted');
    const end = run.log.at(-1) as Decision;
    run.inbox.push(run.inbox[1]!);
    run.log.push({ ...start, seq: end.seq + 1, nextInbox: run.inbox.length, at: end.at });
    expect(rules(run)).toContain('AFTER_END');
  });

  it('an end with an effect that nobody undid', async () => {
    const run = new RecordedRun();
    await run.start('a');
    await run.succeed('a');
    await run.refuse('a', 'OutOfStock');
    const decision = run.decisionWith('CompensationPlanned');
    decision.events.splice(decision.events.findIndex(({ type }) => type === 'CompensationPlanned'));
    decision.events.push({ type: 'ExecutionFailed', error: 'OutOfStock', cause: 'no' });
    run.commands.pop();
    const [finding] = run.verify().findings;
    expect(finding).toMatchObject({ rule: 'END', execution: 'signup:a' });
    expect(finding!.says).toContain('CreateUser/1 is not undone');
  });

  it('a plan that forgets a step, or has the wrong order', async () => {
    for (const spoil of [(plan: unknown[]) => plan.pop(), (plan: unknown[]) => plan.reverse()]) {
      const run = await undone();
      const events = run.decisionWith('CompensationPlanned').events;
      spoil((events.find(({ type }) => type === 'CompensationPlanned') as unknown as { plan: unknown[] }).plan);
      expect(rules(run)).toContain('UNDO_PLAN');
    }
  });

  it('an undo out of order', async () => {
    const run = await undone();
    const event = run
      .decisionWith('CompensationScheduled')
      .events.find(({ type }) => type === 'CompensationScheduled') as { state: string };
    event.state = 'CreateUser';
    expect(rules(run)).toContain('UNDO_ORDER');
  });

  it('an undo that was left without a person', async () => {
    const run = await blocked();
    await run.send('a', resolve('GIVE_UP'));
    const event = run.decisionWith('CompensationGivenUp').events[0] as { by: string };
    event.by = '';
    expect(rules(run)).toContain('STORY');
  });

  it('an outcome that is missing, wrong or made up', async () => {
    const missing = await succeeded();
    missing.outcomes.pop();
    expect(rules(missing)).toEqual(['OUTCOME']);
    const wrong = await succeeded();
    wrong.outcomes[1]!.outcome.output = '"other"';
    expect(rules(wrong)).toEqual(['OUTCOME']);
    const made = await succeeded();
    made.outcomes.push({ execution: 'signup:x', outcome: { ...made.outcomes[1]!.outcome } });
    expect(rules(made)).toEqual(['OUTCOME']);
  });

  it('a definition that changed, or that is on no topic', async () => {
    const changed = await succeeded();
    changed.definitions.push({ ...changed.definitions[0]!, definition: { ...SIGNUP, Comment: 'changed' } });
    expect(rules(changed)).toContain('DEFINITION');
    const gone = await succeeded();
    gone.definitions.pop();
    expect(rules(gone)).toContain('DEFINITION');
  });

  it('an execution that is still open, if all have to have ended', async () => {
    const run = new RecordedRun();
    await run.start('a');
    expect(run.verify().findings).toEqual([]);
    expect(run.verify({ allEnded: true }).findings.map(({ rule }) => rule)).toEqual(['OPEN']);
  });
});
