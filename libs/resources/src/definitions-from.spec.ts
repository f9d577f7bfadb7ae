import { describe, expect, it } from '@jest/globals';
import { definitionsRecord, isDefinition, type RegistryEvent } from '#contracts';
import { definitionsFrom, stateMachineRecord } from './definitions-from.js';
import type { ResourceMessage } from './decide.js';
import { created, pass } from './testing/story.js';

const CREATED = '2026-11-25T10:00:00.000Z';
const story = created({ machineType: 'EXPRESS', roleArn: 'arn:aws:iam::1:role/r', publish: true });
const from = (events: readonly RegistryEvent[]) => definitionsFrom(story.resource!, events, CREATED);

/** The records of one message. */
function records(message: ResourceMessage) {
  const before = story.events.length;
  story.does(message);
  return from(story.events.slice(before));
}

describe('the records of the topic of definitions', () => {
  it('are a revision, and what leads to it', () => {
    const [revision, leads] = from(story.events);
    expect(revision).toEqual({
      name: 'm',
      version: 1,
      definition: pass(),
      machineType: 'EXPRESS',
      roleArn: 'arn:aws:iam::1:role/r',
      createdAt: CREATED,
    });
    expect(leads).toEqual({ name: 'm', changes: 1, versions: [{ number: 1, version: 1 }], aliases: [] });
    for (const record of [revision, leads]) expect(definitionsRecord.parse(record)).toEqual(record);
    expect([revision, leads].map((record) => isDefinition(record!))).toEqual([true, false]);
  });

  it('tell with a higher number of every change', () => {
    const routing = [{ number: 1, weight: 100 }];
    const alias = records({ type: 'CreateStateMachineAlias', name: 'm', alias: 'live', routing });
    expect(alias).toEqual([
      { name: 'm', changes: 2, versions: [{ number: 1, version: 1 }], aliases: [{ alias: 'live', routing }] },
    ]);
    const gone = records({ type: 'DeleteStateMachine', name: 'm' });
    expect(gone).toEqual([{ name: 'm', changes: 3, deleted: 1, versions: [], aliases: [] }]);
    const again = records({ type: 'CreateStateMachine', name: 'm', definition: pass() });
    expect(again).toMatchObject([{ name: 'm', version: 2 }]);
    expect(stateMachineRecord(story.resource!)).toEqual({
      name: 'm',
      changes: 3,
      deleted: 1,
      versions: [],
      aliases: [],
    });
  });

  it('are none for tags', () => {
    expect(records({ type: 'TagResource', resource: 'm', tags: [{ key: 'k', value: 'v' }] })).toEqual([]);
  });
});
