import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#contracts';
import type { TestParticipant } from '#participant/testing';
import type { OtherSide } from '../testing/other-side.js';
import { S3Stage } from '../testing/s3-stage.js';

let stage: S3Stage;
let other: OtherSide;
let s3: TestParticipant;
let top: string;

beforeAll(async () => {
  stage = await S3Stage.open('results', { BACKSTEP_HTTP_ALLOW: '127.0.0.1' });
  ({ top, other, s3 } = stage);
  mkdirSync(join(top, 'elsewhere'));
  symlinkSync(join(top, 'elsewhere'), join(top, 'allowed/link'));
});
afterAll(() => stage.close());

const RUN = { stateMachine: 'shipping', label: 'ship', run: 'run-1' };
const to = (how: JsonObject = {}) => ({
  resource: 'arn:aws:states:::s3:putObject',
  bucket: 'file:',
  prefix: 'done',
  transformation: 'NONE',
  outputType: 'JSON',
  ...how,
});
const write = (what: JsonObject, how: JsonObject = {}) =>
  s3.ask(s3.command('s3.write-results', { to: to(how), run: RUN, ...what }));
const textOf = (path: string): string => readFileSync(join(top, 'allowed', path), 'utf8');

const TIMES = { startedAt: Date.parse('2026-09-23T22:59:01.579Z'), stoppedAt: Date.parse('2026-09-23T22:59:05.670Z') };
const DONE = { index: 0, status: 'SUCCEEDED', input: { n: 1 }, output: [1, 2], ...TIMES };
const FAILED = { index: 1, status: 'FAILED', input: 'b', error: 'NoSuchPlace', cause: 'no road', ...TIMES };
const GIVEN_UP = { index: 2, status: 'ABORTED', input: 'c', ...TIMES };

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shipping/ship';
const told = (index: number) => ({
  ExecutionArn: `arn:aws:states:us-east-1:000000000000:execution:shipping/ship:run-1-${index}`,
  InputDetails: { Included: true },
  Name: `run-1-${index}`,
  OutputDetails: { Included: true },
  RedriveCount: 0,
  StartDate: '2026-09-23T22:59:01.579Z',
  StateMachineArn: MACHINE,
  StopDate: '2026-09-23T22:59:05.670Z',
});

describe('a file of results', () => {
  it('says how often each was redriven', async () => {
    await write({ file: 'SUCCEEDED', number: 9, executions: [{ ...DONE, redrives: 2 }] });
    expect(JSON.parse(textOf('done/run-1/SUCCEEDED_9.json'))).toMatchObject([{ RedriveCount: 2 }]);
  });

  it('has what succeeded, with the fields of Step Functions in their order', async () => {
    const { output } = await write({ file: 'SUCCEEDED', number: 0, executions: [DONE] });
    const text = textOf('done/run-1/SUCCEEDED_0.json');
    expect(output).toEqual({ size: Buffer.byteLength(text) });
    const [child] = JSON.parse(text) as [JsonObject];
    expect(child).toEqual({
      ...told(0),
      Input: '{"n":1}',
      Output: '[1,2]',
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      Status: 'SUCCEEDED',
    });
    expect(Object.keys(child)).toEqual(Object.keys(child).sort());
  });

  it('has what failed or was given up, whatever the transformation', async () => {
    await write({ file: 'FAILED', number: 3, executions: [FAILED, GIVEN_UP] }, { transformation: 'FLATTEN' });
    expect(JSON.parse(textOf('done/run-1/FAILED_3.json'))).toEqual([
      {
        ...told(1),
        Cause: 'no road',
        Error: 'NoSuchPlace',
        Input: '"b"',
        RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
        Status: 'FAILED',
      },
      { ...told(2), Input: '"c"', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN', Status: 'ABORTED' },
    ]);
  });

  it('has the inputs of what never began', async () => {
    await write({ file: 'PENDING', number: 0, inputs: ['d', { e: 1 }] });
    expect(JSON.parse(textOf('done/run-1/PENDING_0.json'))).toEqual([
      { Input: '"d"', InputDetails: { Included: true }, Status: 'PENDING' },
      { Input: '{"e":1}', InputDetails: { Included: true }, Status: 'PENDING' },
    ]);
  });

  it.each([
    ['COMPACT', 'JSON', 'SUCCEEDED_1.json', '[[1,2],"x"]'],
    ['FLATTEN', 'JSON', 'SUCCEEDED_1.json', '[1,2,"x"]'],
    ['COMPACT', 'JSONL', 'SUCCEEDED_1.jsonl', '[1,2]\n"x"\n'],
    ['FLATTEN', 'JSONL', 'SUCCEEDED_1.jsonl', '1\n2\n"x"\n'],
  ])('of %s has the outputs alone, as %s', async (transformation, outputType, name, text) => {
    const executions = [DONE, { ...DONE, index: 3, output: 'x' }];
    await write({ file: 'SUCCEEDED', number: 1, executions }, { transformation, outputType });
    expect(textOf(`done/run-1/${name}`)).toBe(text);
  });

  it('is listed in the manifest with its size', async () => {
    await write({ manifest: { SUCCEEDED: [816, 7], FAILED: [5], PENDING: [] } }, { prefix: 'done/' });
    expect(textOf('done/run-1/manifest.json')).toBe(
      '{"DestinationBucket":"file:","MapRunArn":"arn:aws:states:us-east-1:000000000000:mapRun:shipping/ship:run-1",' +
        '"ResultFiles":{"FAILED":[{"Key":"done/run-1/FAILED_0.json","Size":5}],"PENDING":[],' +
        '"SUCCEEDED":[{"Key":"done/run-1/SUCCEEDED_0.json","Size":816},{"Key":"done/run-1/SUCCEEDED_1.json","Size":7}]}}',
    );
  });

  it('that is written again is the same, and nothing is left beside it', async () => {
    const again = { file: 'SUCCEEDED', number: 0, executions: [DONE] };
    const first = await write(again, { prefix: 'again' });
    const text = textOf('again/run-1/SUCCEEDED_0.json');
    expect(await write(again, { prefix: 'again' })).toMatchObject({ output: first.output! });
    expect(textOf('again/run-1/SUCCEEDED_0.json')).toBe(text);
    expect(readdirSync(join(top, 'allowed/again/run-1'))).toEqual(['SUCCEEDED_0.json']);
  });
});

describe('where results go', () => {
  const refusal = async (how: JsonObject) => {
    const { error, cause, outcome } = await write({ manifest: { SUCCEEDED: [], FAILED: [], PENDING: [] } }, how);
    expect({ error, outcome }).toEqual({ error: 'States.ResultWriterFailed', outcome: 'refused' });
    return cause;
  };

  it.each([
    ['file:', '../elsewhere'],
    ['file:..', 'elsewhere'],
    ['file:link', ''],
    ['file:', 'link/a'],
    ['file:/etc', 'a'],
    ['file:', '/etc'],
    ['file:', 'a\0b'],
  ])('is never outside of the folder that is allowed: %j %j', async (bucket, prefix) => {
    expect(await refusal({ bucket, prefix })).toContain('is not within');
    expect(readdirSync(join(top, 'elsewhere'))).toEqual([]);
    expect(existsSync(join(top, 'run-1'))).toBe(false);
  });

  it('is no server, and nothing that nobody knows', async () => {
    expect(await refusal({ bucket: other.url })).toContain('Nothing can be written to');
    expect(await refusal({ transformation: 'ZIP' })).toContain('cannot be understood');
  });

  it('is a store that speaks as S3 does', async () => {
    other.says(200, '');
    await write({ file: 'SUCCEEDED', number: 0, executions: [DONE] }, { bucket: 'parcels', transformation: 'COMPACT' });
    expect(other.seen.at(-1)).toMatchObject({
      method: 'PUT',
      url: expect.stringMatching(/^\/parcels\/done\/run-1\/SUCCEEDED_0\.json/u),
      body: '[[1,2]]',
    });
    other.says(404, '<Error><Code>NoSuchBucket</Code><Message>The bucket does not exist.</Message></Error>');
    expect(await refusal({ bucket: 'parcels' })).toBe('NoSuchBucket: The bucket does not exist.');
  });
});
