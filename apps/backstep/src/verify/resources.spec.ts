import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMessageTo } from '#resources/testing';
import { RecordedRun, SIGNUP } from './testing/recorded-run.js';

const rules = (run: RecordedRun) => [...new Set(run.verify().findings.map(({ rule }) => rule))];
const live = { type: 'CreateStateMachineAlias', name: 'signup', alias: 'live' } as const;
const another = (Comment: string) =>
  ({ type: 'UpdateStateMachine', name: 'signup', definition: { ...SIGNUP, Comment }, publish: true }) as const;

/** With the published versions 1 and 2, and an alias that leads to the first. */
function published(): RecordedRun {
  const run = new RecordedRun();
  run.change({ type: 'PublishStateMachineVersion', name: 'signup' });
  run.change(another('second'));
  run.change({ ...live, routing: [{ number: 1, weight: 100 }] });
  return run;
}

describe('verify finds nothing in', () => {
  it('versions, aliases, tags, a deletion, and what was refused or repeated', () => {
    const run = published();
    run.change({ ...live, routing: [{ number: 1, weight: 100 }] });
    run.change({ type: 'DeleteStateMachineVersion', name: 'signup', number: 1 });
    run.change({ type: 'TagResource', resource: 'signup', tags: [{ key: 'k', value: 'v' }] });
    run.change({ type: 'UntagResource', resource: 'signup', keys: ['k'] });
    run.change({ type: 'CreateActivity', name: 'pack' });
    run.change({ type: 'DeleteActivity', name: 'pack' });
    run.change({ type: 'DeleteStateMachine', name: 'signup' });
    run.change({ type: 'CreateStateMachine', name: 'signup', definition: SIGNUP });
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
    expect(run.verify().summary).toMatchObject({ rejected: 1, definitions: 3 });
  });

  it('a state machine that is gone with its creation, and is created no second time', () => {
    const run = new RecordedRun();
    const transient = { type: 'CreateStateMachine', name: 'once', definition: SIGNUP, transient: true } as const;
    run.change(transient);
    run.change(transient);
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
    expect(run.verify().summary).toMatchObject({ rejected: 1 });
  });

  it('an execution that ends after its state machine was deleted', async () => {
    const run = new RecordedRun();
    await run.start('a');
    run.change({ type: 'DeleteStateMachine', name: 'signup' });
    for (let i = 0; i < 3; i++) await run.succeed('a');
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
  });

  it('whatever was asked of state machines', () => {
    fc.assert(
      fc.property(fc.array(anyMessageTo('m'), { maxLength: 20 }), (messages) => {
        const run = new RecordedRun();
        for (const message of messages) run.change(message);
        expect(run.verify().findings).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('verify finds', () => {
  it('a change that cannot have happened', () => {
    const run = published();
    const created = run.decisionWith('StateMachineAliasCreated');
    created.events.splice(0, 1, { ...(created.events[0] as object), routing: [{ number: 7, weight: 100 }] } as never);
    run.leads.pop();
    expect(rules(run)).toEqual(['RESOURCE', 'DEFINITION']);
    const twice = published();
    const update = twice.decisionWith('StateMachineUpdated');
    update.events.splice(0, 1, { ...(update.events[0] as object), version: 1 } as never);
    expect(rules(twice)).toContain('RESOURCE');
  });

  it('a message that left no fact', () => {
    const run = published();
    run.inbox.push({ type: 'DeleteStateMachine', name: 'signup' });
    run.change(another('third'));
    expect(rules(run)).toEqual(['MESSAGE']);
  });

  it('a fact that no message asked for', () => {
    const run = published();
    run.inbox.splice(2, 1, { type: 'DeleteStateMachine', name: 'signup' });
    expect(rules(run)).toContain('INVENTED');
  });

  it('a topic of definitions that says something else of what leads to versions, or says it too late', () => {
    const changed = published();
    changed.leads.splice(-1, 1, { ...changed.leads.at(-1)!, aliases: [] });
    expect(rules(changed)).toEqual(['DEFINITION']);
    const missing = published();
    missing.leads.pop();
    expect(rules(missing)).toEqual(['DEFINITION']);
    const compacted = published();
    compacted.leads.shift();
    expect(rules(compacted)).toEqual([]);
  });
});
