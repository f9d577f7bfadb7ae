import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ARN_SCOPE, engineTopics, topicsOf } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { chain, passes } from '../testing/index.js';
import { Registry } from './registry.js';

const { definitions: topic } = topicsOf('t.');
const PATIENCE_MS = 15_000;
let kafka: MemoryClient;
let registry: Registry;
let problems: string[];

beforeEach(async () => {
  kafka = memoryBroker().connect();
  await kafka.ensureTopics(engineTopics('t.', 1));
  problems = [];
  const reader = await kafka.reader([topic]);
  registry = new Registry(kafka, reader, {
    topic,
    partitions: 3,
    arns: DEFAULT_ARN_SCOPE,
    onProblem: (message) => problems.push(message),
    patienceMs: PATIENCE_MS,
  });
  await registry.start();
});

afterEach(async () => {
  await registry.close();
  await kafka.close();
});

async function write(value: unknown): Promise<void> {
  const producer = await kafka.producer();
  await producer.send([{ topic, key: 'k', value: typeof value === 'string' ? value : JSON.stringify(value) }]);
}

const definition = (name: string, version: number, its: object = passes) => ({
  name,
  version,
  definition: its,
  createdAt: '2026-11-23T10:00:00.000Z',
});
const start = (stateMachine: string, more: object = {}) => ({ type: 'StartExecution' as const, stateMachine, ...more });

const resolve = (message: ReturnType<typeof start>, random = 0) => registry.resolve(message, random);

describe('the registry', () => {
  it('a start gets the latest version, or the one that it asks for', async () => {
    await write(definition('m', 1));
    await write(definition('m', 2));
    expect(await resolve(start('m', { version: 2 }))).toEqual({ ok: true, value: { version: 2 } });
    expect(await resolve(start('m'))).toEqual({ ok: true, value: { version: 2 } });
    expect(await resolve(start('m', { version: 1 }))).toEqual({ ok: true, value: { version: 1 } });
    expect(await resolve(start('m', { version: 3 }))).toMatchObject({
      ok: false,
      error: 'StateMachineDoesNotExist',
    });
  });

  it('waits for a definition that the topic has and this process has not read yet', async () => {
    await write(definition('m', 1));
    expect(await resolve(start('m', { version: 1, definitionOffset: 0 }))).toEqual({ ok: true, value: { version: 1 } });
  });

  it('does not wait for an offset that was made up: others wait behind it', async () => {
    await write(definition('m', 1));
    const began = Date.now();
    expect(await resolve(start('m', { definitionOffset: 1e9 }))).toEqual({ ok: true, value: { version: 1 } });
    expect(await resolve(start('n', { definitionOffset: 1e9 }))).toMatchObject({ ok: false });
    expect(Date.now() - began).toBeLessThan(PATIENCE_MS);
  });

  it('an execution that runs finds its definition, even if this process has not read it yet', async () => {
    await write(definition('m', 1));
    expect(await registry.machineOf('m', 1)).toMatchObject({ StartAt: 'Pass' });
    expect(await registry.machineOf('m', 2)).toBeUndefined();
  });

  it('passes by what is no definition, and says so', async () => {
    await write('{nonsense');
    await write(definition('m', 1));
    expect(await resolve(start('m'))).toMatchObject({ ok: true });
    expect(problems).toEqual([
      expect.stringMatching(/^Record 0 of t\.definitions is not a definition: The value is not JSON/),
    ]);
  });

  it('a definition that does not compile starts nothing', async () => {
    await write(definition('m', 1, { StartAt: 'Nowhere', States: {} }));
    expect(await resolve(start('m'))).toMatchObject({ ok: false, error: 'InvalidDefinition' });
  });

  it('makes the topics of participants that were never started', async () => {
    await write(definition('m', 1, chain('shop', 1)));
    const there = () => kafka.describeTopics(['shop.commands', 'shop.dead-letters']);
    await until('they are there', async () => (await there()).length === 2);
    expect((await there()).map(({ topic: name, partitions }) => [name, partitions])).toEqual([
      ['shop.commands', 3],
      ['shop.dead-letters', 1],
    ]);
  });

  describe('knows what leads to revisions:', () => {
    const leads = (changes: number, more: object = {}) => ({ name: 'm', changes, versions: [], aliases: [], ...more });
    const versions = [
      { number: 1, version: 1 },
      { number: 4, version: 2 },
    ];
    const aliases = [
      {
        alias: 'live',
        routing: [
          { number: 1, weight: 30 },
          { number: 4, weight: 70 },
        ],
      },
    ];
    const NONE = { ok: false, error: 'StateMachineDoesNotExist' };

    it('a start by a published version, or by an alias with its shares', async () => {
      await write(definition('m', 1));
      await write(definition('m', 2));
      await write(leads(1, { versions, aliases }));
      const version = (n: number, versionNumber: number) => ({ ok: true, value: { version: n, versionNumber } });
      expect(await resolve(start('m', { versionNumber: 4 }))).toEqual(version(2, 4));
      expect(await resolve(start('m', { alias: 'live' }), 29)).toEqual(version(1, 1));
      expect(await resolve(start('m', { alias: 'live' }), 130)).toEqual(version(2, 4));
      expect(await resolve(start('m', { versionNumber: 2 }))).toMatchObject({
        ...NONE,
        cause: "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:m:2'",
      });
      expect(await resolve(start('m', { alias: 'none' }))).toMatchObject(NONE);
      // Who has looked it up says the version too; what led to it is only recorded.
      expect(await resolve(start('m', { version: 1, versionNumber: 7, alias: 'gone' }))).toEqual(version(1, 7));
    });

    it('one that was deleted is started no more, one of its name that came later is', async () => {
      await write(definition('m', 1));
      await write(leads(2, { deleted: 1 }));
      await until('it has read so far', () => registry.changesOf('m') === 2);
      expect(await resolve(start('m'))).toMatchObject(NONE);
      expect(await resolve(start('m', { version: 1 }))).toMatchObject(NONE);
      expect(await registry.machineOf('m', 1)).toBeDefined();
      expect(await resolve(start('m', { version: 1, evenDeleted: true }))).toEqual({ ok: true, value: { version: 1 } });
      await write(definition('m', 2));
      expect(await resolve(start('m'))).toEqual({ ok: true, value: { version: 2 } });
      expect(await resolve(start('m', { version: 1 }))).toMatchObject(NONE);
    });

    it('of two records the one with more changes, whatever order they came in', async () => {
      await write(definition('m', 1));
      await write(leads(3, { deleted: 1 }));
      await write(leads(2, { versions }));
      await write(definition('last', 1));
      await until('it has read so far', () => registry.machine('last', 1) !== undefined);
      expect(await resolve(start('m'))).toMatchObject(NONE);
      expect(registry.changesOf('m')).toBe(3);
    });
  });

  it('a start gets the role and the type of its revision', async () => {
    await write({ ...definition('m', 1), roleArn: 'arn:aws:iam::1:role/r', machineType: 'EXPRESS' });
    expect(await resolve(start('m'))).toEqual({
      ok: true,
      value: { version: 1, roleArn: 'arn:aws:iam::1:role/r', machineType: 'EXPRESS' },
    });
  });
});
