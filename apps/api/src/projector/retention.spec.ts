import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { openViews, type Views } from '#views';
import { EPOCH, TestLog, tiny } from '#views/testing';
import { ApiStage } from '../testing/api-stage.js';
import { DAY_MS, keepPruned, type RetentionClock } from './retention.js';

const MINUTE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'retention-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Time passes when it is told to, and a pause is over when so much of it has passed. */
class HandMovedClock implements RetentionClock {
  #now: number;
  #over: (() => void) | undefined;
  #dueAt = Infinity;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#dueAt = this.#now + ms;
      this.#over = () => {
        this.#over = undefined;
        resolve();
      };
      signal.addEventListener('abort', this.#over, { once: true });
    });
  }

  get isPausing(): boolean {
    return this.#over !== undefined;
  }

  /** Also waits until whoever paused has done his work and pauses again. */
  async move(ms: number): Promise<void> {
    this.#now += ms;
    if (this.#now >= this.#dueAt) this.#over?.();
    await this.pausing();
  }

  async pausing(): Promise<void> {
    await until('the work of the hour is done', () => this.isPausing);
  }
}

describe('views that forget what ended a day ago', () => {
  const ending = new AbortController();
  const told: object[] = [];
  const tell = (level: string) => (facts: object, message: string) => void told.push({ level, message, ...facts });
  const logger = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  const clock = new HandMovedClock(EPOCH + DAY_MS + 30 * MINUTE_MS);
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    ending.abort();
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function viewsOfThree(): Promise<Views> {
    const views = await openViews({ dataDir: folder });
    closing.push(() => views.close());
    const log = new TestLog();
    for (const [id, minute] of [
      ['m:first', 0],
      ['m:second', 60],
      ['m:third', 120],
    ] as const)
      // prettier-ignore
      log.at(EPOCH + minute * MINUTE_MS).decide(id, tiny.started(id), tiny.succeeded());
    log.at(EPOCH).decide('m:runs', tiny.started('m:runs'));
    await views.apply(log.batches());
    return views;
  }

  const idsIn = async (views: Views) => {
    const page = await views.executions({});
    return page.ok ? page.items.map(({ id }) => id).sort() : page;
  };

  it('look at once and then every hour, and go on when the database was away', async () => {
    const views = await viewsOfThree();
    let failures = 0;
    const prune = async (before: number) => {
      if (failures-- > 0) throw new Error('away');
      return views.prune(before);
    };
    const pruning = keepPruned({ views: { prune }, days: 1, logger, signal: ending.signal, clock });
    await clock.pausing();
    expect(await idsIn(views)).toEqual(['m:runs', 'm:second', 'm:third']);

    await clock.move(59 * MINUTE_MS);
    expect(await idsIn(views)).toEqual(['m:runs', 'm:second', 'm:third']);
    await clock.move(MINUTE_MS);
    expect(await idsIn(views)).toEqual(['m:runs', 'm:third']);

    failures = 1;
    await clock.move(60 * MINUTE_MS);
    expect(await idsIn(views)).toEqual(['m:runs', 'm:third']);
    await clock.move(60 * MINUTE_MS);
    expect(await idsIn(views)).toEqual(['m:runs']);

    ending.abort();
    await pruning;
    expect(told).toMatchObject([
      { level: 'info', pruned: 1, days: 1 },
      { level: 'info', pruned: 1, days: 1 },
      { level: 'warn', err: new Error('away') },
      { level: 'info', pruned: 1, days: 1 },
    ]);
  });
});

describe('an API with BACKSTEP_KEEP_DAYS', () => {
  it.each([
    ['forgets what ended longer ago', '0.00000001', 'ExecutionDoesNotExist'],
    ['keeps what ended since', '1', 'SUCCEEDED'],
  ])('%s', async (_, BACKSTEP_KEEP_DAYS, expected) => {
    const broker = memoryBroker();
    const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const stage = await ApiStage.open({
      connect: () => memoryKafka(broker),
      owner: (its) => new Orchestrator(its, settingsFrom({ BACKSTEP_PARTITIONS: '1' }), silent),
      environment: { BACKSTEP_PARTITIONS: '1', BACKSTEP_KEEP_DAYS },
    });
    try {
      const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
      const roleArn = 'arn:aws:iam::000000000000:role/any';
      const { stateMachineArn } = await stage.done('CreateStateMachine', { name: 'm', definition, roleArn });
      const { executionArn } = await stage.done('StartExecution', { stateMachineArn, name: 'e' });
      const told = async () => {
        const { status, body, errorType = '' } = await stage.call('DescribeExecution', { executionArn });
        return status === 200 ? (body as { status: string }).status : errorType.split('#').at(-1);
      };
      await until('it has succeeded', async () => (await told()) === 'SUCCEEDED');
      await stage.stop();
      await stage.serve();
      await until(`it is ${expected}`, async () => (await told()) === expected);
    } finally {
      await stage.close();
    }
  });
});
