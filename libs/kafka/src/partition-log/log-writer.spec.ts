import { describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '../testing/index.js';
import { AppendFailed, type Appended, type OutRecord } from '../port.js';
import { LogWriter } from './log-writer.js';

const record = (partition: number, value: string): OutRecord => ({ topic: 'log', partition, key: 'k', value });

/** Notes what each request carries, as partitions. */
async function setting() {
  const kafka = memoryKafka(memoryBroker());
  await kafka.ensureTopics([{ topic: 'log', partitions: 3, config: {} }]);
  const requests: number[][] = [];
  let producers = 0;
  const writer = new LogWriter(async () => {
    producers++;
    const producer = await kafka.producer({ idempotent: true });
    return {
      send: (records): Promise<readonly Appended[]> => {
        requests.push(records.map(({ partition }) => partition!));
        return producer.send(records);
      },
      close: () => producer.close(),
    };
  });
  return { kafka, writer, requests, producers: () => producers };
}

describe('the log writer', () => {
  it('appends of partitions that come together share one request', async () => {
    const { writer, requests } = await setting();
    const [a, b] = await Promise.all([
      writer.append([record(0, 'a'), record(0, 'b')]),
      writer.append([record(1, 'c')]),
      writer.append([record(2, 'd')]),
    ]);
    expect(requests).toEqual([[0, 0, 1, 2]]);
    expect(a).toContainEqual({ topic: 'log', partition: 0, baseOffset: 0, count: 2 });
    expect(b).toContainEqual({ topic: 'log', partition: 1, baseOffset: 0, count: 1 });
  });

  it('two appends to one partition never share a request, or neither could tell its offset', async () => {
    const { writer, requests } = await setting();
    const answers = await Promise.all([
      writer.append([record(0, 'a')]),
      writer.append([record(1, 'b')]),
      writer.append([record(0, 'c'), record(0, 'd')]),
      writer.append([record(2, 'e')]),
    ]);
    expect(requests).toEqual([
      [0, 1],
      [0, 0, 2],
    ]);
    const offsets = answers.map((appended, i) => appended.find((a) => a.partition === [0, 1, 0, 2][i])!.baseOffset);
    expect(offsets).toEqual([0, 0, 1, 0]);
  });

  it('one request at a time is under way, and what comes meanwhile is the next one', async () => {
    const { kafka, writer, requests } = await setting();
    await writer.append([record(0, 'first')]);
    kafka.hold();
    const held = [writer.append([record(0, 'a')])];
    await new Promise((resolve) => setImmediate(resolve));
    held.push(writer.append([record(1, 'b')]), writer.append([record(2, 'c')]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(requests).toEqual([[0], [0]]);
    kafka.release();
    await Promise.all(held);
    expect(requests).toEqual([[0], [0], [1, 2]]);
  });

  it('a failure is told to everyone in the request, and the next append gets a new producer', async () => {
    const { kafka, writer, producers } = await setting();
    kafka.broker.nextFates('fails');
    const failed = await Promise.allSettled([writer.append([record(0, 'a')]), writer.append([record(1, 'b')])]);
    expect(failed.map((it) => it.status === 'rejected' && it.reason instanceof AppendFailed)).toEqual([true, true]);
    await writer.append([record(0, 'c')]);
    expect(producers()).toBe(2);
    expect(kafka.broker.records('log').map(({ value }) => value!.toString())).toEqual(['c']);
  });
});
