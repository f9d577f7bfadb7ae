import { describe, expect, it } from '@jest/globals';
import type { OutRecord } from '#kafka';
import { memoryBroker, until } from '#kafka/testing';
import { Dispatcher } from './dispatcher.js';
import { Cancelled, Outbox } from './outbox.js';

const record = (topic: string, value: string): OutRecord => ({ topic, key: 'k', value });

/** Two topics; what goes to `bad` is refused until `heal`. */
async function setting() {
  const broker = memoryBroker();
  const kafka = broker.connect();
  const topics = ['good', 'bad'].map((topic) => ({ topic, partitions: 1, config: {} }));
  await kafka.ensureTopics(topics);
  let ill = true;
  broker.decideFates(({ records }) => (ill && records.some(({ topic }) => topic === 'bad') ? 'fails' : 'lands'));
  const refused: string[] = [];
  const dispatcher = new Dispatcher({
    newProducer: () => kafka.producer(),
    onRefused: (topic) => refused.push(topic),
    retryMs: 5,
    apartMs: 5,
  });
  const values = (topic: string) => broker.records(topic).map(({ value }) => value!.toString());
  return { broker, kafka, dispatcher, refused, values, heal: () => (ill = false) };
}

describe('the dispatcher', () => {
  it('O3: repeats a dispatch until the broker has acknowledged it', async () => {
    const { dispatcher, refused, values, heal } = await setting();
    const sent = dispatcher.dispatch(new Outbox(), [record('bad', 'a')]);
    await until('it was refused three times', () => refused.length >= 3);
    heal();
    await sent;
    expect(values('bad')).toEqual(['a']);
    await dispatcher.close();
  });

  it('sends again what landed without an acknowledgement: at least once', async () => {
    const { broker, dispatcher, values } = await setting();
    broker.nextFates('lands and fails', 'lands and fails');
    await dispatcher.dispatch(new Outbox(), [record('good', 'a')]);
    expect(values('good')).toEqual(['a', 'a', 'a']);
    await dispatcher.close();
  });

  it('a topic that refuses records does not hold up the others, not even of the same parcel', async () => {
    const { dispatcher, values, heal } = await setting();
    const outbox = new Outbox();
    const mixed = dispatcher.dispatch(outbox, [record('bad', 'a'), record('good', 'b')]);
    await dispatcher.dispatch(outbox, [record('good', 'c')]);
    expect(values('good')).toEqual(['b', 'c']);
    heal();
    await mixed;
    expect(values('bad')).toEqual(['a']);
    await dispatcher.close();
  });

  it('what has gathered while a request was under way is one request', async () => {
    const { broker, kafka, dispatcher } = await setting();
    const outbox = new Outbox();
    await dispatcher.dispatch(outbox, [record('good', 'a')]);
    const sizes: number[] = [];
    broker.decideFates(({ records }) => (sizes.push(records.length), 'lands'));
    kafka.hold();
    const sent = ['b', 'c', 'd'].map((value) => dispatcher.dispatch(outbox, [record('good', value)]));
    await new Promise((resolve) => setImmediate(resolve));
    sent.push(...['e', 'f'].map((value) => dispatcher.dispatch(outbox, [record('good', value)])));
    kafka.release();
    await Promise.all(sent);
    expect(sizes).toEqual([3, 2]);
    await dispatcher.close();
  });

  it('no request is larger than a topic takes, however much comes at once', async () => {
    const { broker, dispatcher, values } = await setting();
    const sizes: number[] = [];
    broker.decideFates(({ records }) => {
      sizes.push(records.reduce((sum, { value }) => sum + value!.length, 0));
      return 'lands';
    });
    const outbox = new Outbox();
    const large = Array.from({ length: 10 }, (_, i) => record('good', String(i).repeat(100_000)));
    const small = record('good', 'x'.repeat(250_000));
    await Promise.all([dispatcher.dispatch(outbox, large), dispatcher.dispatch(outbox, [small])]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300_000);
    expect(values('good').map((value) => value[0])).toEqual([...'0123456789x']);
    await dispatcher.close();
  });

  it('an answer is tried once', async () => {
    const { dispatcher, refused, values, heal } = await setting();
    const outbox = new Outbox();
    dispatcher.answer(outbox, [record('bad', 'lost')]);
    await until('it was refused', () => refused.length === 1);
    heal();
    await dispatcher.dispatch(outbox, [record('bad', 'next')]);
    expect(values('bad')).toEqual(['next']);
    await dispatcher.close();
  });
});

describe('a topic that takes long to refuse', () => {
  it('holds up nobody once it has failed, and is back with the others when it takes records again', async () => {
    const { broker, kafka, dispatcher, values } = await setting();
    broker.decideFates(() => 'lands');
    const makes = kafka.producer.bind(kafka);
    const hanging: (() => void)[] = [];
    let ill = true;
    let requests = 0;
    kafka.producer = async (options) => {
      const producer = await makes(options);
      return {
        close: () => producer.close(),
        send: async (records) => {
          requests++;
          if (!ill || records.every(({ topic }) => topic !== 'bad')) return producer.send(records);
          await new Promise<void>((resolve) => hanging.push(resolve));
          throw new Error('There is no such topic.');
        },
      };
    };
    const outbox = new Outbox();
    const late = [dispatcher.dispatch(outbox, [record('bad', 'a'), record('good', '1')])];
    await until('the first request hangs', () => hanging.length === 1);
    hanging.pop()!();
    await until('it hangs in a lane of its own', () => hanging.length === 1);
    late.push(dispatcher.dispatch(outbox, [record('bad', 'b'), record('good', '2')]));
    await dispatcher.dispatch(outbox, [record('good', '3')]);
    expect(values('good')).toEqual(['1', '2', '3']);
    ill = false;
    hanging.pop()!();
    await Promise.all(late);
    expect(values('bad')).toEqual(['a', 'b']);
    await until('both go out in one request', async () => {
      requests = 0;
      await dispatcher.dispatch(outbox, [record('bad', 'c'), record('good', '4')]);
      return requests === 1;
    });
    await dispatcher.close();
  });
});

describe('an outbox', () => {
  it('O8: once cancelled, nothing more of it goes out, and who waits for it is told', async () => {
    const { dispatcher, refused, values, heal } = await setting();
    const [old, next] = [new Outbox(), new Outbox()];
    void dispatcher.dispatch(old, [record('bad', 'of the old owner')]);
    await until('it was refused', () => refused.length > 0);
    const flushed = old.flushed();
    old.cancel();
    heal();
    await expect(flushed).rejects.toBeInstanceOf(Cancelled);
    void dispatcher.dispatch(old, [record('good', 'of the old owner too')]);
    await dispatcher.dispatch(next, [record('bad', 'of the new owner')]);
    expect([values('bad'), values('good')]).toEqual([['of the new owner'], []]);
    await dispatcher.close();
  });

  it('is flushed when all that was dispatched until now is acknowledged, not what comes later', async () => {
    const { dispatcher, values } = await setting();
    const outbox = new Outbox();
    void dispatcher.dispatch(outbox, [record('good', 'a')]);
    const flushed = outbox.flushed();
    void dispatcher.dispatch(outbox, [record('bad', 'never')]);
    await flushed;
    expect(values('good')).toEqual(['a']);
    outbox.cancel();
    await dispatcher.close();
  });
});
