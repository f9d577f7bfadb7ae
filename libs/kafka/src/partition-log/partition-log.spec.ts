import { describe, expect, it } from '@jest/globals';
import { decision, NOBODY, type Decision } from '#contracts';
import { memoryBroker, memoryKafka, type MemoryBroker } from '../testing/index.js';
import { LogWriter } from './log-writer.js';
import { Fenced, PartitionLog, type Draft, type LogPosition } from './partition-log.js';

const AT = { topic: 'log', partition: 0 };
const FROM_THE_START: LogPosition = { offset: 0, current: NOBODY };

const draft = (entity: string): Draft => ({
  entity,
  nextInbox: 1,
  at: '2026-11-23T10:00:00.000Z',
  events: '[{"type":"ExecutionNeedsAttention","because":"a test"}]',
});

async function aBroker(): Promise<MemoryBroker> {
  const broker = memoryBroker();
  await broker.connect().ensureTopics([{ topic: 'log', partitions: 1, config: {} }]);
  return broker;
}

async function takeOver(broker: MemoryBroker, owner: string, from = FROM_THE_START) {
  const kafka = memoryKafka(broker);
  const writer = new LogWriter(() => kafka.producer({ idempotent: true }));
  const read: string[] = [];
  const log = await PartitionLog.takeOver(writer, await kafka.reader(['log']), {
    at: AT,
    owner,
    from,
    onDecision: ({ entity }: Decision) => read.push(entity),
  });
  return { kafka, writer, log, read };
}

const end = (broker: MemoryBroker) => broker.partition(AT).end;

/** Somebody else's decision, written by hand. */
async function write(broker: MemoryBroker, value: object): Promise<void> {
  const producer = await broker.connect().producer();
  await producer.send([{ ...AT, key: 'k', value: JSON.stringify(value) }]);
}

describe('taking a partition over (O1)', () => {
  it('reads what counts, then appends a marker of the next epoch', async () => {
    const broker = await aBroker();
    const first = await takeOver(broker, 'a');
    await first.log.append([draft('x'), draft('y')]);
    const second = await takeOver(broker, 'b');
    expect(second.read).toEqual(['x', 'y']);
    expect([second.log.epoch, second.log.seq, second.log.markerOffset, second.log.expected]).toEqual([2, 0, 3, 4]);
  });

  it('is fenced when the marker is void because somebody was quicker', async () => {
    const broker = await aBroker();
    const results = await Promise.allSettled([takeOver(broker, 'a'), takeOver(broker, 'b')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((r) => r.status === 'rejected')!.reason).toBeInstanceOf(Fenced);
  });

  it('is fenced when the fate of the marker is unknown, even if it landed', async () => {
    const broker = await aBroker();
    broker.nextFates('lands and fails');
    await expect(takeOver(broker, 'a')).rejects.toBeInstanceOf(Fenced);
    const again = await takeOver(broker, 'a2');
    expect(again.log.epoch).toBe(2);
  });

  it('a marker of an attempt that was given up lands late and takes nothing away from a higher epoch', async () => {
    const broker = await aBroker();
    broker.nextFates('fails and lands late');
    await expect(takeOver(broker, 'a')).rejects.toBeInstanceOf(Fenced);
    const { log } = await takeOver(broker, 'b');
    broker.landLate();
    await expect(log.append([draft('x')])).resolves.toBe(2);
  });

  it('goes on from a saved position, whose owner and number decide what counts', async () => {
    const broker = await aBroker();
    const first = await takeOver(broker, 'a');
    await first.log.append([draft('x'), draft('y')]);
    const position = { offset: 2, current: { epoch: 1, owner: 'a', seq: 1 } };
    expect((await takeOver(broker, 'b', position)).read).toEqual(['y']);
  });

  it('skips what is no record of the log', async () => {
    const broker = await aBroker();
    await write(broker, { type: 'Nonsense' });
    const { log } = await takeOver(broker, 'a');
    expect([log.epoch, log.markerOffset]).toEqual([1, 1]);
  });
});

describe('appending (O4, O5)', () => {
  it('returns the offset of the first decision, and numbers them without a hole', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    expect(await log.append([draft('x'), draft('y')])).toBe(1);
    expect(await log.append([draft('z')])).toBe(3);
    const written = broker.records('log').slice(1);
    expect(written.map(({ value }) => decision.parse(JSON.parse(value!.toString())).seq)).toEqual([1, 2, 3]);
  });

  it('is fenced behind a foreign marker, although the broker acknowledged', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    await takeOver(broker, 'b');
    await expect(log.append([draft('x')])).rejects.toBeInstanceOf(Fenced);
    expect(end(broker)).toBe(3);
  });

  it('goes on when what stands in the gap is a zombie’s void record', async () => {
    const broker = await aBroker();
    const zombie = await takeOver(broker, 'a');
    const { log } = await takeOver(broker, 'b');
    await expect(zombie.log.append([draft('void')])).rejects.toBeInstanceOf(Fenced);
    expect(await log.append([draft('x')])).toBe(3);
    expect((await takeOver(broker, 'c')).read).toEqual(['x']);
  });

  it('an append that landed twice counts once, and the next one is confirmed over the gap', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    broker.nextFates('lands twice');
    expect(await log.append([draft('x'), draft('y')])).toBe(1);
    expect(await log.append([draft('z')])).toBe(5);
    expect((await takeOver(broker, 'b')).read).toEqual(['x', 'y', 'z']);
  });

  it('is fenced when an append failed, and stays harmless when that lands late', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    broker.nextFates('fails and lands late');
    await expect(log.append([draft('lost')])).rejects.toBeInstanceOf(Fenced);
    const next = await takeOver(broker, 'b');
    broker.landLate();
    expect(await next.log.append([draft('x')])).toBe(3);
    expect((await takeOver(broker, 'c')).read).toEqual(['x']);
  });

  it('an append that came too late for the next owner’s marker but before it is part of its state', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    broker.nextFates('fails and lands late');
    await expect(log.append([draft('late')])).rejects.toBeInstanceOf(Fenced);
    broker.landLate();
    expect((await takeOver(broker, 'b')).read).toEqual(['late']);
  });
});

describe('looking at an idle log (O7)', () => {
  it('finds nothing new where it stands', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    await log.check(end(broker));
    expect(await log.append([draft('x')])).toBe(1);
  });

  it('is fenced by a newer owner', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    await takeOver(broker, 'b');
    await expect(log.check(end(broker))).rejects.toBeInstanceOf(Fenced);
  });

  it('passes over void records, and expects the next decision behind them', async () => {
    const broker = await aBroker();
    const { log } = await takeOver(broker, 'a');
    await write(broker, { type: 'Owner', epoch: 1, owner: 'too-late' });
    await log.check(end(broker));
    expect(log.expected).toBe(2);
  });
});
