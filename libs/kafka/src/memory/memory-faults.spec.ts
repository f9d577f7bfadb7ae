import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppendFailed } from '../port.js';
import { until } from '../testing/until.js';
import { memoryBroker, type MemoryBroker } from './memory-broker.js';
import type { AppendFate } from './append-fate.js';

const topic = 't';
const record = (value: string) => ({ topic, key: 'k', value });

let broker: MemoryBroker;
const values = () => broker.records(topic).map(({ value }) => String(value));

beforeEach(async () => {
  broker = memoryBroker();
  await broker.connect().ensureTopics([{ topic, partitions: 1, config: {} }]);
});

describe('what a test may do to an append', () => {
  const fates: [AppendFate, told: 'acknowledged' | 'failed', at: string[], late: string[]][] = [
    ['lands', 'acknowledged', ['x'], ['x']],
    ['lands twice', 'acknowledged', ['x', 'x'], ['x', 'x']],
    ['lands now and late', 'acknowledged', ['x'], ['x', 'x']],
    ['lands and fails', 'failed', ['x'], ['x']],
    ['fails and lands late', 'failed', [], ['x']],
    ['fails', 'failed', [], []],
  ];
  for (const [fate, told, at, late] of fates) {
    it(`it ${fate}`, async () => {
      broker.nextFates(fate);
      const producer = await broker.connect().producer();
      const sent = producer.send([record('x')]);
      if (told === 'failed') await expect(sent).rejects.toThrow(AppendFailed);
      else expect(await sent).toEqual([{ topic, partition: 0, baseOffset: 0, count: 1 }]);
      expect(values()).toEqual(at);
      broker.landLate();
      expect(values()).toEqual(late);
    });
  }
});

describe('what a test may do to a client', () => {
  it('a held client is a zombie: its appends arrive when it is released', async () => {
    const zombie = broker.connect();
    const sent = (await zombie.producer()).send([record('old')]);
    zombie.hold();
    await (await broker.connect().producer()).send([record('new')]);
    expect(values()).toEqual(['new']);
    zombie.release();
    expect(await sent).toMatchObject([{ baseOffset: 1 }]);
    expect(values()).toEqual(['new', 'old']);
  });

  it('a killed client sees and sends nothing more, and another gets its partitions', async () => {
    const victim = broker.connect();
    const seen: string[] = [];
    const producer = await victim.producer();
    const options = { groupId: 'g', topics: [topic], from: 'committed' } as const;
    await victim.join(options, { onRecords: (_, records) => void seen.push(...records.map((it) => `v:${it.value}`)) });
    await broker.connect().join(options, {
      onRecords: (_, records) => void seen.push(...records.map((it) => `o:${it.value}`)),
    });
    await (await broker.connect().producer()).send([record('1')]);
    await until('it is read', () => seen.length === 1);
    void producer.send([record('never')]);
    victim.kill();
    await until('the other has read it', () => seen.includes('o:1'));
    await (await broker.connect().producer()).send([record('2')]);
    await until('the other goes on', () => seen.includes('o:2'));
    expect(seen).toEqual(['v:1', 'o:1', 'o:2']);
    expect(values()).toEqual(['1', '2']);
  });

  it('an expired member does not know: both read, and only the new one may commit', async () => {
    const expired = broker.connect();
    const seen: string[] = [];
    const options = { groupId: 'g', topics: [topic], from: 'committed' } as const;
    const old = await expired.join(options, {
      onRecords: (_, records) => void seen.push(...records.map((it) => `old:${it.value}`)),
    });
    expired.expire();
    await broker.connect().join(options, {
      onRecords: (_, records) => void seen.push(...records.map((it) => `new:${it.value}`)),
    });
    await (await broker.connect().producer()).send([record('1')]);
    await until('both have read it', () => seen.length === 2);
    expect([...seen].sort()).toEqual(['new:1', 'old:1']);
    await old.commit([{ topic, partition: 0, offset: 1 }]);
    expect(broker.committed('g', { topic, partition: 0 })).toBeUndefined();
  });
});
