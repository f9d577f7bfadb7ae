import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../commands/index.js';
import { nameOfFile } from '../machines/described-in.js';
import { cli } from '../testing/run-cli.js';
import { EXIT } from './exit-code.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstep-unit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nowhere = () => ({ env: { BACKSTEP_DATA_DIR: folder } });

describe('help', () => {
  it('lists every command, and what the exit codes mean', async () => {
    const { out, exitCode } = await cli(['--help']);
    expect(exitCode).toBe(EXIT.OK);
    for (const { command } of COMMANDS) expect(out).toContain(`backstep ${[command].flat()[0]}`);
    expect(out).toContain('Exit codes: 0 done');
  });

  it.each(['machines put', 'start', 'watch', 'list', 'history', 'stop', 'resolve', 'log', 'verify', 'doctor', 'demo'])(
    'explains `%s`',
    async (command) => {
      const { out, exitCode } = await cli([...command.split(' '), '--help']);
      expect(exitCode).toBe(EXIT.OK);
      expect(out).toContain(`backstep ${command}`);
      expect(out).toContain('--json');
    },
  );

  it('of verify says what is checked', async () => {
    expect((await cli(['verify', '--help'])).out).toContain('last in, first out');
  });

  it('has a script that completes commands', async () => {
    const { out, exitCode } = await cli(['completion']);
    expect(exitCode).toBe(EXIT.OK);
    expect(out).toContain('--get-yargs-completions');
  });

  it('knows its version', async () => {
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('contracts', () => {
  it('writes the documents, and schemas that find each other, with the prefix of the topics', async () => {
    const to = join(folder, 'contracts');
    const { exitCode, ...ran } = await cli(['contracts', to, '--json'], { env: { BACKSTEP_TOPIC_PREFIX: 'ours.' } });
    expect(exitCode).toBe(EXIT.OK);
    const { files } = ran.json<{ files: string[] }>();
    const read = (file: string) => JSON.parse(readFileSync(join(to, file), 'utf8')) as Record<string, unknown>;
    expect(read('asyncapi.json')).toMatchObject({ asyncapi: '3.0.0', channels: { log: { address: 'ours.log' } } });
    expect(read('openapi.json')).toMatchObject({ openapi: '3.1.0', paths: { '/api/executions': {} } });
    const refs = JSON.stringify(read('schemas/Message.json')).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, ref] of refs) expect(files).toContain(`schemas/${ref}`);
    expect(read('schemas/TaskScheduledEvent.json')).toMatchObject({ $id: 'TaskScheduledEvent.json' });
  });

  it('says what to do about a folder that cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const { exitCode, err } = await cli(['contracts', join(folder, 'a-file', 'in')]);
    expect(exitCode).toBe(EXIT.ENVIRONMENT);
    expect(err).toContain('Name a folder that you may write to.');
  });
});

describe('without a broker', () => {
  it.each(['list', 'verify', 'machines list', 'watch a:b', 'log', 'orchestrator', 'service order'])(
    '`%s` says how to get one',
    async (command) => {
      const { err, out, exitCode } = await cli(command.split(' '), nowhere());
      expect(exitCode).toBe(EXIT.ENVIRONMENT);
      expect(err).toContain('No Kafka broker is known.');
      expect(err).toContain('npx backstep broker start');
      expect(out).toBe('');
    },
  );

  it('the local one is found not to run', async () => {
    const { exitCode, ...ran } = await cli(['broker', 'status', '--json'], nowhere());
    expect(exitCode).toBe(EXIT.NOT_SO);
    expect(ran.json()).toMatchObject({ running: false });
    expect((await cli(['broker', 'stop', '--json'], nowhere())).json()).toEqual({ stopped: false });
  });
});

describe('a definition', () => {
  const validate = (content: string, ...args: string[]) => {
    const file = join(folder, 'machine.json');
    writeFileSync(file, content);
    return cli(['machines', 'validate', file, ...args]);
  };

  it('is named after its file', () => {
    expect(['a/signup.asl.json', 'signup.json', 'SIGNUP.ASL.JSON'].map(nameOfFile)).toEqual([
      'signup',
      'signup',
      'SIGNUP',
    ]);
  });

  it('that is wrong is told with path, sentence and hint, and as JSON', async () => {
    const wrong = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: 'kafka:a.b', end: true } } });
    const { out, exitCode } = await validate(wrong);
    expect(exitCode).toBe(EXIT.REFUSED);
    expect(out).toContain('$.States.A');
    expect(out).toContain('write "End"');
    const problems = (await validate(wrong, '--json')).json<{ ok: boolean; problems: object[] }>();
    expect(problems.ok).toBe(false);
    expect(problems.problems[0]).toMatchObject({
      severity: 'ERROR',
      path: expect.any(String),
      message: expect.any(String),
    });
  });

  it('that is no JSON at all is bad usage', async () => {
    expect(await validate('{"StartAt":')).toMatchObject({ exitCode: EXIT.USAGE });
  });
});

describe('what listens but is no Kafka', () => {
  it('is told within a bound', async () => {
    const sockets: Socket[] = [];
    const deaf = createServer((socket) => sockets.push(socket));
    await new Promise<void>((listening) => deaf.listen(0, '127.0.0.1', listening));
    const { port } = deaf.address() as AddressInfo;
    const { err, exitCode } = await cli(['list', '--timeout', '0.5', '--brokers', `127.0.0.1:${port}`], nowhere());
    for (const socket of sockets) socket.destroy();
    deaf.close();
    expect(exitCode).toBe(EXIT.ENVIRONMENT);
    expect(err).toContain('does not answer as Kafka does');
    expect(err).toContain('KAFKA_SSL');
  });
});
