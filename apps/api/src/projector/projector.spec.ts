import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { SILENT, type Kafka } from '#kafka';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { openViews, type LoggedEvent, type Views } from '#views';
import { TestLog, tiny } from '#views/testing';
import { followExecution } from './follow-execution.js';
import { OtherLog } from './partition-feed.js';
import { Projector } from './projector.js';
import { rebuild } from './rebuild.js';

const LOG = 'log';
const folder = mkdtempSync(join(tmpdir(), 'projector-'));
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let folders = 0;
const newFolder = () => join(folder, `${(folders += 1)}`);

async function viewsIn(dataDir: string): Promise<Views> {
  const views = await openViews({ dataDir });
  closing.push(() => views.close());
  return views;
}

/** A log on a broker in memory, written by its owner. */
class Stage {
  readonly broker = memoryBroker();
  readonly log: TestLog;
  readonly kafka: Kafka = memoryKafka(this.broker);
  readonly #sent: number[];

  constructor(readonly partitions = 2) {
    this.log = new TestLog(partitions);
    this.#sent = Array.from({ length: partitions }, () => 0);
  }

  async open(): Promise<this> {
    await this.kafka.ensureTopics([{ topic: LOG, partitions: this.partitions, config: {} }]);
    return this;
  }

  async flush(): Promise<void> {
    for (let partition = 0; partition < this.partitions; partition++) {
      const values = this.log.records(partition).slice(this.#sent[partition]);
      this.#sent[partition]! += values.length;
      await this.append(partition, ...values);
    }
  }

  async append(partition: number, ...values: readonly string[]): Promise<void> {
    if (values.length === 0) return;
    const producer = await this.kafka.producer();
    await producer.send(values.map((value) => ({ topic: LOG, partition, key: 'k', value })));
    await producer.close();
  }

  async project(views: Views): Promise<Projector> {
    const projector = await Projector.start({ kafka: memoryKafka(this.broker), views, log: LOG, logger: SILENT });
    closing.push(() => projector.stop());
    return projector;
  }
}

/** A record of the owner `z`. */
const ownersDecision = (epoch: number, seq: number, entity: string) =>
  JSON.stringify({
    epoch,
    owner: 'z',
    seq,
    nextInbox: 0,
    at: '2026-11-23T10:00:00.000Z',
    entity,
    events: [tiny.started(entity)],
  });

const typeOf = ({ event }: LoggedEvent) => event.type;
const PATIENCE = { timeoutMs: 5_000 };
const ids = async (views: Views) => {
  const page = await views.executions({});
  return page.ok ? page.items.map(({ id }) => id) : [];
};

describe('a projector', () => {
  it('takes in what is there and what comes', async () => {
    const stage = await new Stage().open();
    stage.log.decide('m', tiny.created('m'));
    stage.log.decide('m:a', tiny.started('m:a'), tiny.entered('A'));
    await stage.flush();
    const views = await viewsIn(newFolder());
    const projector = await stage.project(views);
    const last = stage.log.decide('m:b', tiny.started('m:b'));
    await stage.flush();
    expect(await projector.reached(last, PATIENCE)).toBe(true);
    await until('nothing is left', async () => (await projector.lag()).every(({ records }) => records === 0));
    expect(await ids(views)).toEqual(['m:b', 'm:a']);
    expect(await views.stateMachine('m')).toMatchObject({ name: 'm', revision: 1 });
  });

  it('neither skips nor repeats anything when it is stopped and started again', async () => {
    const stage = await new Stage().open();
    const views = await viewsIn(newFolder());
    for (let i = 0; i < 20; i++) {
      const last = stage.log.decide(`m:${i % 5}`, ...(i < 5 ? [tiny.started(`m:${i}`)] : [tiny.entered('A', i)]));
      await stage.flush();
      const projector = await stage.project(views);
      expect(await projector.reached(last, PATIENCE)).toBe(true);
      await projector.stop();
    }
    for (let i = 0; i < 5; i++) {
      const page = await views.events({ execution: `m:${i}` });
      expect(page.ok && page.items.map(({ event }) => 'visit' in event && event.visit)).toEqual([
        false,
        i + 5,
        i + 10,
        i + 15,
      ]);
    }
  });

  it('keeps the reader’s rule', async () => {
    const stage = await new Stage(1).open();
    stage.log.decide('m:a', tiny.started('m:a'));
    await stage.flush();
    await stage.append(
      0,
      ownersDecision(1, 2, 'm:void'),
      '{"nonsense',
      JSON.stringify({ type: 'Owner', epoch: 2, owner: 'z' }),
      ownersDecision(1, 1, 'm:void2'),
    );
    await stage.append(0, ownersDecision(2, 1, 'm:c'));
    const views = await viewsIn(newFolder());
    const projector = await stage.project(views);
    expect(await projector.reached({ partition: 0, offset: 6 }, PATIENCE)).toBe(true);
    expect((await ids(views)).sort()).toEqual(['m:a', 'm:c']);
  });

  it('says in time that it does not have a record', async () => {
    const stage = await new Stage().open();
    const projector = await stage.project(await viewsIn(newFolder()));
    expect(await projector.reached({ partition: 0, offset: 5 }, { timeoutMs: 20 })).toBe(false);
    expect(
      await projector.reached({ partition: 0, offset: 5 }, { timeoutMs: 9_999, signal: AbortSignal.abort() }),
    ).toBe(false);
  });

  it('shares its views with others, and all of them tell what is in them', async () => {
    const stage = await new Stage().open();
    const dataDir = newFolder();
    const views = [await viewsIn(dataDir), await viewsIn(dataDir), await viewsIn(dataDir)];
    const projectors = await Promise.all(views.map((one) => stage.project(one)));
    for (let i = 0; i < 50; i++) {
      const last = stage.log.decide(`m:${i}`, tiny.started(`m:${i}`));
      if (i % 3 === 0) await stage.flush();
      if (i % 9 === 0) for (const projector of projectors) expect(await projector.reached(last, PATIENCE)).toBe(true);
    }
    await stage.flush();
    await until('all of them are there', async () => (await ids(views[0]!)).length === 50);
    for (const projector of projectors) {
      const lag = async () => (await projector.lag()).reduce((sum, { records }) => sum + records, 0);
      await until('nothing is left', async () => (await lag()) === 0);
    }
  });

  it('begins again when the views are emptied by another process', async () => {
    const stage = await new Stage().open();
    for (let i = 0; i < 10; i++) stage.log.decide(`m:${i}`, tiny.started(`m:${i}`));
    await stage.flush();
    const dataDir = newFolder();
    const views = await viewsIn(dataDir);
    const projector = await stage.project(views);
    await until('all of them are there', async () => (await ids(views)).length === 10);
    const left: number[] = [];
    await rebuild({
      kafka: stage.kafka,
      views: await viewsIn(dataDir),
      log: LOG,
      logger: SILENT,
      onProgress: (n) => left.push(n),
    });
    expect((await ids(views)).length).toBe(10);
    const last = stage.log.decide('m:x', tiny.started('m:x'));
    await stage.flush();
    expect(await projector.reached(last, PATIENCE)).toBe(true);
    await views.clear();
    const more = [0, 1].map((partition) =>
      stage.log.decideIn(partition, `m:y${partition}`, tiny.started(`m:y${partition}`)),
    );
    await stage.flush();
    for (const place of more) expect(await projector.reached(place, PATIENCE)).toBe(true);
    await until('all of them are there again', async () => (await ids(views)).length === 13);
  });

  it('tells those who wait here of what another process wrote while it began again', async () => {
    const stage = await new Stage().open();
    stage.log.decide('m:0', tiny.started('m:0'));
    await stage.flush();
    const dataDir = newFolder();
    const [views, other] = [await viewsIn(dataDir), await viewsIn(dataDir)];
    let opened = 0;
    const slow = new Proxy(views, {
      get(target, name) {
        if (name !== 'positions' || ++opened < 2) return Reflect.get(target, name).bind(target);
        return async () => {
          await rebuild({ kafka: stage.kafka, views: other, log: LOG, logger: SILENT });
          return target.positions();
        };
      },
    });
    const projector = await stage.project(slow);
    await until('it is there', async () => (await ids(views)).length === 1);
    await other.clear();
    const last = stage.log.decide('m:0', tiny.succeeded());
    await stage.flush();
    expect(await projector.reached(last, { timeoutMs: 3_000 })).toBe(true);
    expect(opened).toBeGreaterThan(1);
  });

  it('waits for a database that is away', async () => {
    const stage = await new Stage().open();
    const views = await viewsIn(newFolder());
    let away = true;
    const patchy = new Proxy(views, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name === 'apply' && away) return () => Promise.reject(new Error('away'));
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const projector = await stage.project(patchy);
    const last = stage.log.decide('m:a', tiny.started('m:a'));
    await stage.flush();
    await until('it says so', () => projector.failure?.message === 'away');
    away = false;
    expect(await projector.reached(last, PATIENCE)).toBe(true);
    expect(projector.failure).toBeUndefined();
  });

  it('refuses views that were filled from another log', async () => {
    const dataDir = newFolder();
    const first = await new Stage(1).open();
    const last = first.log.decide('m:a', tiny.started('m:a'));
    await first.flush();
    const projector = await first.project(await viewsIn(dataDir));
    await projector.reached(last, PATIENCE);
    await projector.stop();

    const shorter = await new Stage(1).open();
    await expect(shorter.project(await viewsIn(dataDir))).rejects.toThrow(OtherLog);
    const other = await new Stage(1).open();
    await other.append(
      0,
      ...Array.from({ length: 3 }, (_, i) => JSON.stringify({ type: 'Owner', epoch: i + 1, owner: 'other' })),
    );
    await expect(other.project(await viewsIn(dataDir))).rejects.toThrow(/backstep rebuild/);
  });

  it('goes on where the log begins, if its beginning has expired', async () => {
    const stage = await new Stage(1).open();
    for (let i = 0; i < 6; i++) stage.log.decide(`m:${i}`, tiny.started(`m:${i}`));
    await stage.flush();
    stage.broker.deleteRecords({ topic: LOG, partition: 0 }, 3);
    const views = await viewsIn(newFolder());
    const projector = await stage.project(views);
    expect(await projector.reached({ partition: 0, offset: 6 }, PATIENCE)).toBe(true);
    expect(await ids(views)).toEqual(['m:5', 'm:4', 'm:3', 'm:2']);
  });
});

describe('who follows', () => {
  it('one execution gets each of its events once, from where it was on', async () => {
    const stage = await new Stage().open();
    stage.log.decide('m:a', tiny.started('m:a'), tiny.entered('A'));
    await stage.flush();
    const views = await viewsIn(newFolder());
    const { live } = await stage.project(views);
    const stopping = new AbortController();
    const follow = (lastEventId?: string) =>
      followExecution(views, live, { execution: 'm:a', lastEventId, signal: stopping.signal });
    const first = follow();
    const { value: beginning } = await first.next();
    expect(beginning!.events.map(typeOf)).toEqual(['ExecutionStarted', 'PassStateEntered']);
    stage.log.decide('m:b', tiny.started('m:b'));
    stage.log.decide('m:a', tiny.exited('A'));
    await stage.flush();
    const { value: more } = await first.next();
    expect(more!.events.map(typeOf)).toEqual(['PassStateExited']);
    expect((await follow(beginning!.id).next()).value).toEqual(more);
    const waits = follow(more!.id).next();
    stage.log.decide('m:a', tiny.succeeded());
    await stage.flush();
    expect((await waits).value!.events.map(typeOf)).toEqual(['ExecutionSucceeded']);
    stopping.abort();
    expect(await follow(more!.id).next()).toEqual({ done: true, value: undefined });
  });

  it('all of them is told which have changed, also while it was away', async () => {
    const stage = await new Stage().open();
    stage.log.decide('m:0', tiny.started('m:0'));
    await stage.flush();
    const views = await viewsIn(newFolder());
    const projector = await stage.project(views);
    await until('the first is there', async () => (await ids(views)).length === 1);
    const stopping = new AbortController();
    const { signal } = stopping;
    const changes = projector.live.follow({ signal });
    const next = changes.next();
    const write = async (id: string) => {
      const place = stage.log.decide(id, tiny.started(id));
      await stage.flush();
      await projector.reached(place, PATIENCE);
    };
    await write('m:1');
    const { value: seen } = await next;
    expect(seen).toMatchObject({ entities: new Set(['m:1']), reset: false });
    await write('m:2');
    await write('m:3');
    const resumed = await projector.live.follow({ lastEventId: seen!.id, signal }).next();
    expect(resumed.value).toMatchObject({ entities: new Set(['m:2', 'm:3']), reset: false });
    expect((await changes.next()).value).toEqual(resumed.value);
    expect((await projector.live.follow({ lastEventId: 'made up', signal }).next()).value).toMatchObject({
      reset: true,
    });
    stopping.abort();
    expect(await changes.next()).toEqual({ done: true, value: undefined });
  });
});
