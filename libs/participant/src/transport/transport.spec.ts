import { Injectable } from '@nestjs/common';
import { IsString } from 'class-validator';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { commandsTopic } from '#contracts';
import { memoryBroker, memoryKafka, until, type MemoryBroker, type MemoryClient } from '#kafka/testing';
import { CommandContext } from '../handlers/command-context.js';
import { CommandInput } from '../handlers/command-input.decorator.js';
import { HandlesCommand } from '../handlers/handles-command.decorator.js';
import { Refused } from '../handlers/refused.js';
import type { Db } from '../inbox/participant.store.js';
import { participantOfHandlers, type TestParticipant } from '../testing/test-participant.js';

class Done {
  @IsString()
  id!: string;
}

/** What the test makes the handler do, by the command's input. */
const scripts = new Map<string, (ctx: CommandContext) => unknown>();
const runs: string[] = [];

@Injectable()
class ShopHandlers {
  @HandlesCommand('shop.do', { compensatedBy: 'shop.undo' })
  async do(@CommandInput() input: { script?: string; item?: string }, ctx: CommandContext) {
    runs.push(`do ${input.item ?? ''}${input.script ?? ''}`);
    await ctx.db.run('INSERT INTO items (command_id, name) VALUES (?, ?)', ctx.id, input.item ?? input.script ?? '');
    const script = input.script === undefined ? undefined : scripts.get(input.script);
    return script ? script(ctx) : { item: input.item };
  }

  @HandlesCommand('shop.undo')
  async undo(ctx: CommandContext) {
    runs.push('undo');
    return { undone: await ctx.db.run('DELETE FROM items WHERE command_id = ?', ctx.compensates ?? '') };
  }

  @HandlesCommand('shop.checked', { output: Done })
  checked(@CommandInput() input: { output: object }) {
    return input.output;
  }

  @HandlesCommand('shop.long', { long: true, compensatedBy: 'shop.undo' })
  async long(@CommandInput() input: { script: string }, ctx: CommandContext) {
    runs.push(`long ${input.script}`);
    return scripts.get(input.script)?.(ctx);
  }
}

const migrate = async (db: Db) =>
  void (await db.run('CREATE TABLE IF NOT EXISTS items (command_id TEXT PRIMARY KEY, name TEXT NOT NULL)'));

const OPTIONS = { participant: 'shop', migrate, partitions: 1, retry: { maxRuns: 3, firstDelayMs: 1 }, graceMs: 50 };

let broker: MemoryBroker;
let shop: TestParticipant;

const start = async (more: object = {}) => {
  broker = memoryBroker();
  shop = await participantOfHandlers([ShopHandlers], {
    ...OPTIONS,
    kafka: memoryKafka(broker),
    connect: () => memoryKafka(broker),
    ...more,
  });
};
const items = async () =>
  (await shop.database.all<{ name: string }>('SELECT name FROM items ORDER BY name')).map(({ name }) => name);
const doing = (script: string, does: (ctx: CommandContext) => unknown, said = {}) => {
  scripts.set(script, does);
  return shop.command('shop.do', { script }, said);
};
const committed = () => broker.committed('shop', { topic: 'shop.commands', partition: 0 });
const failing = (what: unknown) => () => {
  throw what;
};

/** A deadline that passes when a handler lets it, so that no slow machine is behind it before the command begins. */
function soon(): { readonly deadline: string; pass(): void } {
  let now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  const deadline = now + 20;
  return { deadline: new Date(deadline).toISOString(), pass: () => void (now = deadline) };
}

beforeEach(async () => {
  scripts.clear();
  runs.length = 0;
  await start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await shop.close();
});

describe('a batch of commands', () => {
  it('is answered each by its own, whatever becomes of the others, and keeps only what succeeded', async () => {
    const good = ['a', 'b', 'c'].map((item) => shop.command('shop.do', { item }));
    const refused = doing('refused', failing(new Refused('No', 'not this')));
    const broken = doing('broken', failing(new Error('boom')));
    await shop.send(good[0]!, refused, good[1]!, broken, good[2]!);
    for (const command of good) expect(await shop.replyTo(command)).toMatchObject({ type: 'SendTaskSuccess' });
    expect(await shop.replyTo(refused)).toMatchObject({ error: 'No', cause: 'not this', outcome: 'refused' });
    expect(await shop.replyTo(broken)).toMatchObject({
      error: 'Participant.Error',
      cause: 'Error: boom',
      outcome: 'unknown',
    });
    expect(await items()).toEqual(['a', 'b', 'c']);
  });

  it('is answered with the execution as key, on the partition that was asked for, with the headers of the trace', async () => {
    const command = shop.command('shop.do', { item: 'a' });
    const headers = {
      traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
      tracestate: 'x=1',
      other: 'no',
    };
    await shop.sendRecords(shop.recordOf(command, headers));
    await shop.replyTo(command);
    const [reply] = shop.replyRecords;
    expect([String(reply?.key), reply?.partition]).toEqual([command.execution, 0]);
    expect(Object.keys(reply?.headers ?? {}).sort()).toEqual(['traceparent', 'tracestate']);
    expect(String(reply?.headers['traceparent'])).toBe(headers.traceparent);
  });

  it('commits its offset last', async () => {
    const command = shop.command('shop.do', { item: 'a' });
    broker.decideFates(({ records }) => (records.some(({ topic }) => topic.startsWith('replies')) ? 'fails' : 'lands'));
    await shop.send(command);
    await until('the effect is there', async () => (await items()).length === 1);
    expect(committed() ?? 0).toBe(0);
    broker.decideFates(() => 'lands');
    expect(await shop.replyTo(command)).toMatchObject({ type: 'SendTaskSuccess' });
    await until('the offset is committed', () => committed() === 1);
    expect(runs).toEqual(['do a']);
  });

  it('is answered again, and does not run again, when the acknowledgement of its replies was lost', async () => {
    const command = shop.command('shop.do', { item: 'a' });
    let once = true;
    broker.decideFates(({ records }) => {
      if (!once || !records.some(({ topic }) => topic.startsWith('replies'))) return 'lands';
      once = false;
      return 'lands and fails';
    });
    await shop.send(command);
    expect(await shop.replyTo(command, 2)).toMatchObject({ type: 'SendTaskSuccess', output: { item: 'a' } });
    expect(runs).toEqual(['do a']);
  });
});

describe('the inbox', () => {
  it('answers a duplicate without running it, also in the same batch and after a restart', async () => {
    const command = shop.command('shop.do', { item: 'a' });
    await shop.send(command, command);
    expect(await shop.replyTo(command, 2)).toMatchObject({ output: { item: 'a' } });
    await shop.restart();
    expect(await shop.ask(command)).toMatchObject({ output: { item: 'a' } });
    expect(runs).toEqual(['do a']);
  });

  it('keeps a refusal whose effect was rolled back, and runs a higher attempt', async () => {
    let stock = 0;
    const command = doing('stock', () => {
      if (stock === 0) throw new Refused('OutOfStock');
      return 'sold';
    });
    expect(await shop.ask(command)).toMatchObject({ error: 'OutOfStock' });
    expect(await items()).toEqual([]);
    stock = 1;
    expect(await shop.ask(command)).toMatchObject({ error: 'OutOfStock' });
    expect(await shop.ask({ ...command, attempt: 2, taskToken: 'second' })).toMatchObject({ output: 'sold' });
    expect(await items()).toEqual(['stock']);
  });

  it('blocks a command whose undo came first: it is refused and never runs', async () => {
    const forward = shop.command('shop.do', { item: 'late' });
    expect(await shop.ask(shop.undoOf(forward, 'shop.undo'))).toEqual(
      expect.objectContaining({ type: 'SendTaskSuccess', output: null }),
    );
    expect(await shop.ask(forward)).toMatchObject({ error: 'Participant.Compensated', outcome: 'refused' });
    expect(runs).toEqual([]);
  });

  it('undoes by the forward command id, once, in the same batch as well', async () => {
    const forward = shop.command('shop.do', { item: 'a' });
    const undo = shop.undoOf(forward, 'shop.undo');
    await shop.send(forward, undo, undo);
    expect(await shop.replyTo(undo, 2)).toMatchObject({ output: { undone: 1 } });
    expect(await items()).toEqual([]);
    expect(runs).toEqual(['do a', 'undo']);
  });
});

describe('a handler that throws', () => {
  it('is run again in place with the same command id, and its success is the answer', async () => {
    let tries = 0;
    const ids = new Set<string>();
    const command = doing('third time', (ctx) => {
      ids.add(ctx.id);
      if ((tries += 1) < 3) throw new Error(`try ${tries}`);
      return tries;
    });
    expect(await shop.ask(command)).toMatchObject({ output: 3 });
    expect(ids).toEqual(new Set([command.id]));
    expect(await items()).toEqual(['third time']);
    expect(shop.deadLetters).toEqual([]);
  });

  it('ends as a dead letter, byte for byte, and an unknown outcome; a higher attempt runs again', async () => {
    const command = doing('broken', failing(new TypeError('x is not a function')));
    expect(await shop.ask(command)).toMatchObject({
      error: 'Participant.Error',
      cause: 'TypeError: x is not a function',
      outcome: 'unknown',
    });
    await shop.until(() => shop.deadLetters.length === 1);
    expect(shop.deadLetters).toEqual([
      { value: JSON.stringify(command), error: 'Participant.Error', reason: 'TypeError: x is not a function' },
    ]);
    expect(runs).toHaveLength(3);
    scripts.set('broken', () => 'repaired');
    expect(await shop.ask({ ...command, attempt: 2, taskToken: 'second' })).toMatchObject({ output: 'repaired' });
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [{ code: 7 }, '{"code":7}'],
    [null, 'null'],
  ])('may throw %p', async (thrown, cause) => {
    expect(await shop.ask(doing('odd', failing(thrown)))).toMatchObject({
      error: 'Participant.Error',
      cause,
      outcome: 'unknown',
    });
  });

  it('does not keep the others of its partition waiting', async () => {
    await shop.close();
    await start({ retry: { maxRuns: 2, firstDelayMs: 60_000, maxDelayMs: 60_000 } });
    const broken = doing('broken', failing(new Error('boom')));
    const good = shop.command('shop.do', { item: 'a' });
    await shop.send(broken, good);
    expect(await shop.replyTo(good)).toMatchObject({ output: { item: 'a' } });
    expect(await shop.ask(shop.command('shop.do', { item: 'b' }))).toMatchObject({ output: { item: 'b' } });
    expect(shop.repliesTo(broken)).toEqual([]);
    expect(committed() ?? 0).toBe(0);
  });

  it('is not run again once its undo has come, which waits for it and then runs', async () => {
    await shop.close();
    await start({ retry: { maxRuns: 2, firstDelayMs: 60_000, maxDelayMs: 60_000 } });
    const broken = doing('broken', failing(new Error('boom')));
    const undo = shop.undoOf(broken, 'shop.undo');
    await shop.send(broken, undo);
    expect(await shop.replyTo(undo)).toMatchObject({ type: 'SendTaskSuccess', output: { undone: 0 } });
    expect(shop.repliesTo(broken)).toMatchObject([{ outcome: 'unknown' }]);
    expect(runs).toEqual(['do broken', 'undo']);
    expect(await shop.ask({ ...broken, attempt: 2, taskToken: 'second' })).toMatchObject({
      error: 'Participant.Compensated',
    });
  });

  it('that never comes back is given up, and the rest goes on', async () => {
    await shop.close();
    await start({ handlerTimeoutMs: 50, retry: { maxRuns: 1 } });
    const stuck = doing('stuck', () => new Promise(() => undefined));
    const good = shop.command('shop.do', { item: 'a' });
    await shop.send(stuck, good);
    expect(await shop.replyTo(stuck)).toMatchObject({
      outcome: 'unknown',
      cause: expect.stringContaining('{ long: true }'),
    });
    expect(await shop.replyTo(good)).toMatchObject({ output: { item: 'a' } });
    expect(await items()).toEqual(['a']);
  });

  it('cannot write behind its end', async () => {
    let leaked: Promise<unknown> | undefined;
    const command = doing('leak', ({ db }) => {
      leaked = new Promise((resolve) => setTimeout(resolve, 20)).then(() => db.run('DELETE FROM items'));
      leaked.catch(() => undefined);
      return 'early';
    });
    expect(await shop.ask(command)).toMatchObject({ output: 'early' });
    await expect(leaked).rejects.toThrow(/has ended\. Does ShopHandlers\.do await all that it does\?/);
  });
});

describe('an answer', () => {
  it.each([
    ['more than 262,144 bytes', () => 'ß'.repeat(131_072), 'States.DataLimitExceeded'],
    [
      'a circle',
      () => {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        return circle;
      },
      'Participant.InvalidOutput',
    ],
    ['a function', () => () => 1, 'Participant.InvalidOutput'],
  ])('that is %s is refused, and its effect rolled back', async (_what, output, error) => {
    expect(await shop.ask(doing('odd', output))).toMatchObject({ error, outcome: 'refused' });
    expect(await items()).toEqual([]);
  });

  it('of 262,144 bytes is sent', async () => {
    expect((await shop.ask(doing('large', () => 'x'.repeat(262_142)))).output).toHaveLength(262_142);
  });

  it('of a handler that returns nothing is null', async () => {
    expect(await shop.ask(doing('nothing', () => undefined))).toMatchObject({ output: null });
  });

  it('is checked against the class of outputs', async () => {
    expect(await shop.ask(shop.command('shop.checked', { output: { id: 'x' } }))).toMatchObject({
      output: { id: 'x' },
    });
    expect(await shop.ask(shop.command('shop.checked', { output: { id: 7 } }))).toMatchObject({
      error: 'Participant.InvalidOutput',
      cause: 'ShopHandlers.checked returned: id must be a string',
    });
  });
});

describe('a deadline', () => {
  it('that has passed keeps a command from beginning', async () => {
    const command = shop.command('shop.do', { item: 'late' }, { deadline: '2020-01-01T00:00:00.000Z' });
    expect(await shop.ask(command)).toMatchObject({ error: 'Participant.DeadlinePassed', outcome: 'refused' });
    expect(runs).toEqual([]);
  });

  it('that has passed keeps no undo from happening', async () => {
    const command = shop.command('shop.do', { item: 'late undo' });
    await shop.ask(command);
    const undo = { ...shop.undoOf(command, 'shop.undo'), deadline: '2020-01-01T00:00:00.000Z' };
    expect(await shop.ask(undo)).toMatchObject({ type: 'SendTaskSuccess' });
  });

  it('aborts the signal', async () => {
    const { deadline, pass } = soon();
    const waits = ({ signal }: CommandContext) => {
      pass();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(String(signal.reason))));
    };
    const command = doing('waits', waits, { deadline });
    expect(await shop.ask(command)).toMatchObject({ output: 'AbortError: The deadline has passed.' });
  });
});

describe('a handler that fails behind its deadline', () => {
  it.each(['shop.do', 'shop.long'])('has timed out, whatever it met with: %s', async (name) => {
    const { deadline, pass } = soon();
    scripts.set('gives up', ({ signal }) => {
      pass();
      return new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason as Error)));
    });
    const command = shop.command(name, { script: 'gives up' }, { deadline });
    expect(await shop.ask(command)).toMatchObject({
      error: 'States.Timeout',
      cause: 'AbortError: The deadline has passed.',
      outcome: 'unknown',
    });
  });
});

describe('a poison record', () => {
  const topic = commandsTopic('shop');
  const blocked = async () => {
    const command = shop.command('shop.do', { item: 'behind' });
    return (await shop.ask(command)).type !== 'SendTaskSuccess';
  };
  const letter = async () => {
    await shop.until(() => shop.deadLetters.length > 0, 'a dead letter');
    return shop.deadLetters[0];
  };

  it.each([
    ['no JSON', 'hello {', /not JSON/],
    ['no value', null, /no value/],
    ['no object', '7', /value: /],
    ['an empty object', '{}', /id: .*command: /],
  ])('with %s goes to the dead letters and blocks nothing', async (_what, value, reason) => {
    await shop.sendRecords({ topic, key: 'k', value });
    expect(await letter()).toEqual({
      value: value ?? undefined,
      error: 'Participant.InvalidCommand',
      reason: expect.stringMatching(reason),
    });
    expect(await blocked()).toBe(false);
  });

  it('of wrong types is refused where its token can be read', async () => {
    const command = { ...shop.command('shop.do', {}), visit: 'first' };
    await shop.sendRecords({ topic, key: 'k', value: JSON.stringify(command) });
    expect(await shop.replyTo(command)).toMatchObject({
      error: 'Participant.InvalidCommand',
      outcome: 'refused',
      cause: expect.stringMatching(/^visit: /),
    });
    expect(await letter()).toMatchObject({ error: 'Participant.InvalidCommand' });
    expect(await blocked()).toBe(false);
  });

  it('with a command that nobody handles is refused, with those that somebody does', async () => {
    const command = shop.command('shop.dance', {});
    expect(await shop.ask(command)).toMatchObject({
      error: 'Participant.UnknownCommand',
      cause: expect.stringContaining('shop.do, shop.long, shop.undo'),
    });
    expect(await letter()).toMatchObject({ error: 'Participant.UnknownCommand' });
  });

  it('without a key is refused', async () => {
    const command = shop.command('shop.do', { item: 'a' });
    await shop.sendRecords({ ...shop.recordOf(command), key: null });
    expect(await shop.replyTo(command)).toMatchObject({
      error: 'Participant.InvalidCommand',
      cause: expect.stringContaining('no key'),
    });
    expect(runs).toEqual([]);
  });

  it('of 2 MB is refused and kept whole', async () => {
    const command = shop.command('shop.do', { item: 'x'.repeat(2_000_000) });
    await shop.send(command);
    expect(await shop.replyTo(command)).toMatchObject({
      error: 'Participant.InvalidCommand',
      cause: expect.stringContaining('1100000 are the most'),
    });
    expect((await letter())?.value).toHaveLength(JSON.stringify(command).length);
    expect(await blocked()).toBe(false);
  });

  it('of 2 MB that the dead letters do not take is cut off there', async () => {
    broker.decideFates(({ records }) =>
      records.some((r) => r.topic === 'shop.dead-letters' && (r.value?.length ?? 0) > 1_000_000) ? 'fails' : 'lands',
    );
    await shop.sendRecords({ topic, key: 'k', value: 'x'.repeat(2_000_000) });
    expect((await letter())?.value).toHaveLength(900_000);
    expect(await blocked()).toBe(false);
  });

  it.each([
    { topic: 'nowhere', partition: 0 },
    { topic: 'no such/topic', partition: 0 },
  ])('that asks for an answer on %j stops nobody else', async (replyTo) => {
    await shop.send(shop.command('shop.do', { item: 'forged' }, { replyTo }));
    expect(await letter()).toMatchObject({ reason: expect.stringContaining('which is not there') });
    expect(await blocked()).toBe(false);
    expect(await items()).toEqual(['behind']);
  });

  it('that asks for an answer on a partition that is not there stops nobody else', async () => {
    await shop.send(
      shop.command('shop.do', { item: 'forged' }, { replyTo: { topic: shop.replyTopic, partition: 99 } }),
    );
    expect(await letter()).toMatchObject({ reason: expect.stringContaining('[99], which is not there') });
    expect(await blocked()).toBe(false);
  });

  it('with an id that no index takes is refused', async () => {
    for (const id of ['x\0y', 'x'.repeat(2_000)]) {
      expect(await shop.ask(shop.command('shop.do', {}, { id, taskToken: id.slice(0, 9) }))).toMatchObject({
        error: 'Participant.InvalidCommand',
      });
    }
  });
});

describe('a long-running handler', () => {
  const long = (script: string, does: (ctx: CommandContext) => unknown, said = {}) => {
    scripts.set(script, does);
    return shop.command('shop.long', { script }, said);
  };
  const gate = () => Promise.withResolvers<unknown>();

  it('lets the others of its partition go on, tells that it lives, and writes its effect with its answer', async () => {
    const { promise, resolve } = gate();
    const command = long('slow', async (ctx) => {
      await ctx.heartbeat();
      ctx.atEnd(async (db) => void (await db.run('INSERT INTO items VALUES (?, ?)', ctx.id, 'slow')));
      return promise;
    });
    await shop.send(command, shop.command('shop.do', { item: 'a' }));
    expect(await shop.ask(shop.command('shop.do', { item: 'b' }))).toMatchObject({ output: { item: 'b' } });
    await shop.until(() =>
      shop.replies.some(({ type, taskToken }) => type === 'SendTaskHeartbeat' && taskToken === command.taskToken),
    );
    expect(await items()).toEqual(['a', 'b']);
    expect(committed() ?? 0).toBe(0);
    resolve('done');
    expect(await shop.replyTo(command)).toMatchObject({ output: 'done' });
    expect(await items()).toEqual(['a', 'b', 'slow']);
    await until('the offset is committed', () => committed() === 3);
  });

  it('has no transaction while it runs, and is told what to do instead', async () => {
    await shop.close();
    await start({ retry: { maxRuns: 1 } });
    const command = long('wrong', ({ db }) => db.run('DELETE FROM items'));
    expect(await shop.ask(command)).toMatchObject({
      outcome: 'unknown',
      cause: expect.stringContaining('`ctx.atEnd((db) => …)`'),
    });
  });

  it('runs once though its command comes again meanwhile, and both are answered', async () => {
    const { promise, resolve } = gate();
    const command = long('once', () => promise);
    await shop.send(command, command);
    await until('it runs', () => runs.length === 1);
    await shop.send(command);
    expect(await shop.ask(shop.command('shop.do', { item: 'a' }))).toMatchObject({ output: { item: 'a' } });
    resolve(1);
    await shop.replyTo(command, 3);
    expect(runs).toEqual(['long once', 'do a']);
  });

  it('is refused by its own word, and keeps no effect', async () => {
    const command = long('no', (ctx) => {
      ctx.atEnd(async (db) => void (await db.run('INSERT INTO items VALUES (?, ?)', ctx.id, 'no')));
      throw new Refused('No');
    });
    expect(await shop.ask(command)).toMatchObject({ error: 'No', outcome: 'refused' });
    expect(await items()).toEqual([]);
  });

  const untilAborted = ({ signal }: CommandContext) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

  it('is aborted by its undo, which runs when it has ended', async () => {
    const command = long('undone', untilAborted);
    const undo = shop.undoOf(command, 'shop.undo');
    await shop.send(command);
    await until('it runs', () => runs.length === 1);
    expect(await shop.ask(undo)).toMatchObject({ output: { undone: 0 } });
    const cause = expect.stringContaining('the undo of this command has come');
    expect(await shop.replyTo(command)).toMatchObject({ outcome: 'unknown', cause });
    expect(runs).toEqual(['long undone', 'undo']);
  });

  it('does not begin when its undo comes with it', async () => {
    const command = long('never', untilAborted);
    const undo = shop.undoOf(command, 'shop.undo');
    await shop.send(command, undo);
    expect(await shop.replyTo(undo)).toMatchObject({ type: 'SendTaskSuccess' });
    expect(runs).toEqual(['undo']);
  });

  it('that does not look at its signal keeps neither its undo waiting nor what it did', async () => {
    const { promise, resolve } = gate();
    const command = long('deaf', (ctx) => {
      ctx.atEnd(async (db) => void (await db.run('INSERT INTO items VALUES (?, ?)', ctx.id, 'deaf')));
      return promise;
    });
    await shop.send(command);
    await until('it runs', () => runs.length === 1);
    expect(await shop.ask(shop.undoOf(command, 'shop.undo'))).toMatchObject({ output: { undone: 0 } });
    resolve('too late');
    expect(await shop.ask(command)).toMatchObject({ outcome: 'unknown' });
    expect(await items()).toEqual([]);
  });

  it('is aborted by a higher attempt, which runs when it has ended', async () => {
    const command = long('again', ({ signal, attempt }) =>
      attempt === 2
        ? 'second'
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    await shop.send(command);
    await until('it runs', () => runs.length === 1);
    expect(await shop.ask({ ...command, attempt: 2, taskToken: 'second' })).toMatchObject({ output: 'second' });
    expect(await shop.replyTo(command)).toMatchObject({ outcome: 'unknown' });
  });

  it('is run again by the next process when its own was killed', async () => {
    const clients: MemoryClient[] = [];
    await shop.close();
    await start({
      connect: () => {
        const client = memoryKafka(broker);
        clients.push(client);
        return client;
      },
    });
    const command = long('killed', () => (runs.length === 1 ? new Promise(() => undefined) : 'second life'));
    await shop.send(command);
    await until('it runs', () => runs.length === 1);
    clients[0]?.kill();
    await shop.startAgain();
    expect(await shop.replyTo(command)).toMatchObject({ output: 'second life' });
    expect(runs).toEqual(['long killed', 'long killed']);
  });

  it('is told of the end of the process, and what it did not finish is not answered', async () => {
    let told = '';
    const command = long(
      'ending',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject((told = String(signal.reason))))),
    );
    await shop.send(command);
    await until('it runs', () => runs.length === 1);
    await shop.stop();
    expect(told).toBe('AbortError: The participant is about to end.');
    expect(shop.repliesTo(command)).toEqual([]);
    scripts.set('ending', () => 'finished');
    await shop.startAgain();
    expect(await shop.replyTo(command)).toMatchObject({ output: 'finished' });
  });
});

describe('at its start a participant', () => {
  it('announces its commands with their schemas', () => {
    const entries = broker
      .records('backstep.catalogue')
      .map(({ key, value }) => [String(key), JSON.parse(String(value)) as object]);
    expect(Object.fromEntries(entries)).toMatchObject({
      'shop/shop.do': { participant: 'shop', command: 'shop.do', compensatedBy: 'shop.undo', inputSchema: {} },
      'shop/shop.checked': {
        outputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      },
    });
  });

  it('refuses topics with other partitions than were asked for, and says what to do', async () => {
    const other = participantOfHandlers([ShopHandlers], { ...OPTIONS, partitions: 5, kafka: memoryKafka(broker) });
    await expect(other).rejects.toThrow(
      /BACKSTEP_PARTITIONS or the option `partitions`; without them any number is taken/,
    );
  });

  it('takes topics as they are where nothing was asked for', async () => {
    const { partitions: _, ...options } = OPTIONS;
    const other = await participantOfHandlers([ShopHandlers], { ...options, kafka: memoryKafka(broker) });
    await other.close();
  });
});
