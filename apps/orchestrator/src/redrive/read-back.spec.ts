import { describe, expect, it } from '@jest/globals';
import { memoryBroker } from '#kafka/testing';
import { readBack } from './read-back.js';

const LOG = { topic: 'log', partition: 0 };
const AT = '2026-11-26T10:00:00.000Z';

type Events = readonly { readonly type: string; readonly [field: string]: unknown }[];
interface Written {
  readonly key: string;
  readonly value: object;
}

const marker = (epoch: number, owner: string): Written => ({ key: owner, value: { type: 'Owner', epoch, owner } });
const decided = (epoch: number, owner: string, seq: number, entity: string, ...events: Events): Written => ({
  key: entity,
  value: { epoch, owner, seq, nextInbox: 0, at: AT, entity, events },
});
const started = { type: 'ExecutionStarted', stateMachine: 'm', version: 1, name: 'e', input: {}, nonce: 'n' };
const redriven = { type: 'ExecutionRedriven', state: 'A', visit: 1, attempt: 1, scopes: [] };
const failed = (error: string) => ({ type: 'ExecutionFailed', error });

async function reading(records: readonly Written[]) {
  const kafka = memoryBroker().connect();
  await kafka.ensureTopics([{ topic: LOG.topic, partitions: 1, config: {} }]);
  const producer = await kafka.producer();
  await producer.send(records.map(({ key, value }) => ({ ...LOG, key, value: JSON.stringify(value) })));
  const reader = await kafka.reader([LOG.topic]);
  return async (entity: string, from?: number, current = { epoch: 2, owner: 'b', seq: 3 }) => {
    const { found } = await readBack(reader, LOG, { entities: new Set([entity]), from, current });
    const its = found.get(entity);
    return its && { began: its.began, x: its.x, execution: its.execution };
  };
}

/** Offsets in front. */
const RECORDS: readonly Written[] = [
  /* 0 */ marker(1, 'a'),
  /* 1 */ decided(1, 'a', 1, 'm:other', { ...started, name: 'other' }),
  /* 2 */ marker(2, 'b'),
  /* 3, the last words of a zombie */ decided(1, 'a', 2, 'm:e', started, failed('Zombie')),
  /* 4 */ decided(2, 'b', 1, 'm:e', started),
  /* 5, landed twice */ decided(2, 'b', 1, 'm:e', started),
  /* 6 */ decided(2, 'b', 2, 'm:other', failed('Other')),
  /* 7 */ decided(2, 'b', 3, 'm:e', failed('True')),
];

describe('an execution is read back', () => {
  it.each([
    ['from where it begins', 4],
    ['from the beginning of the log', undefined],
    ['although the offset is that of a void record', 3],
    ['although it is that of another record', 6],
    ['although it is that of another owner’s marker', 2],
    ['although it is behind the end', 99],
    ['although another execution begins there', 1],
  ])('%s', async (_, from) => {
    const read = await reading(RECORDS);
    expect(await read('m:e', from)).toMatchObject({
      began: 4,
      x: 7,
      execution: { status: 'FAILED', problem: { error: 'True' } },
    });
  });

  it('the same from a copy of its beginning, which says the same', async () => {
    const read = await reading(RECORDS);
    expect(await read('m:e', 5)).toMatchObject({ began: 5, x: 7, execution: { problem: { error: 'True' } } });
  });

  it('although it is that of a copy that came when all was over', async () => {
    const late = await reading([...RECORDS, RECORDS[4]!]);
    expect(await late('m:e', 8)).toMatchObject({ began: 4, x: 7, execution: { problem: { error: 'True' } } });
    const copied = [...RECORDS, RECORDS[4]!, marker(3, 'c'), decided(3, 'c', 1, 'm:e', redriven)];
    expect(await (await reading(copied))('m:e', 8, { epoch: 3, owner: 'c', seq: 0 })).toMatchObject({
      began: 4,
      x: 10,
      execution: { status: 'RUNNING', redrives: { count: 1 } },
    });
  });

  it('as the latest of its name', async () => {
    const again = [decided(2, 'b', 4, 'm:e', started), decided(2, 'b', 5, 'm:e', failed('Again'))];
    const read = await reading([...RECORDS, ...again]);
    for (const from of [4, 8, undefined])
      expect(await read('m:e', from)).toMatchObject({ began: 8, execution: { problem: { error: 'Again' } } });
  });

  it('only if it ever began', async () => {
    const read = await reading(RECORDS);
    expect(await read('m:nobody')).toBeUndefined();
    expect(await read('m:nobody', 4)).toBeUndefined();
  });
});
