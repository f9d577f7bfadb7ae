import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, type Kafka } from '#kafka';
import { until, useBroker } from '#kafka/testing';
import { recordSpans, type RecordedSpan, type RecordedSpans } from '#runtime/testing';
import { SERVICE_NAMES } from './part-names.js';
import { runApi, runOrchestrator, runService, type Part } from './run-part.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const roleArn = 'arn:aws:iam::000000000000:role/any';

const parts: Part[] = [];
let kafka: Kafka;
let dataDir: string;
let recording: RecordedSpans;
let sfn: SFN;

beforeAll(async () => {
  const { brokers, name } = await useBroker();
  dataDir = mkdtempSync(join(tmpdir(), 'backstep-trace-'));
  kafka = connectKafka({ brokers });
  recording = await recordSpans();
  const options = { kafka, prefix: `${name('trace')}.`, dataDir, env: { BACKSTEP_PARTITIONS: '2' }, port: 0 };
  parts.push(await runOrchestrator(options), await runApi(options));
  for (const service of SERVICE_NAMES) parts.push(await runService(service, options));
  const endpoint = parts[1]!.url!;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  sfn = new SFN({ endpoint, region: 'us-east-1', credentials, disableHostPrefix: true, maxAttempts: 1 });
  sfn.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['traceparent'] = `00-${TRACE}-${CALLER}-01`;
      return next(args);
    },
    { step: 'build' },
  );
}, 60_000);

afterAll(async () => {
  sfn.destroy();
  await Promise.all(parts.map((part) => part.close()));
  await kafka.close();
  await recording.close();
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

describe('a saga that AWS’s client starts, on a real Kafka', () => {
  it('is one trace: the call, the execution, each command and each undo, and every service', async () => {
    const definition = readFileSync(join(import.meta.dirname, '../../signup.asl.json'), 'utf8');
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'signup', definition, roleArn });
    recording.forget();
    // The address bounces: the notification is refused, and the order and the user are undone.
    await sfn.startExecution({ stateMachineArn, name: 'a', input: '{"email":"ben@bounce.example","sku":"book"}' });
    await until('the saga has been told', () => recording.named('execution signup').length === 1, 20_000);
    const all = recording.all().filter(({ trace }) => trace === TRACE);
    const tree = inOrder(all.map((span) => `${nameOf(all, span.parent)} > ${span.name}`));
    expect(tree).toEqual(
      inOrder([
        'caller > StepFunctions/StartExecution',
        'StepFunctions/StartExecution > execution signup',
        ...['user.create', 'order.place', 'notification.send', 'order.cancel', 'user.delete'].flatMap((command) => [
          `execution signup > ${command}`,
          `${command} > process ${command}`,
        ]),
      ]),
    );
    const failed = all.filter(({ error }) => error !== undefined).map(({ name }) => name);
    expect(inOrder(failed)).toEqual(['execution signup', 'notification.send', 'process notification.send']);
    expect(recording.all().filter(({ trace }) => trace !== TRACE)).toEqual([]);
    for (const span of all.filter(({ name }) => name.startsWith('process ')))
      expect(span.attributes['backstep.execution']).toBe('signup:a');
  });
});

const nameOf = (all: readonly RecordedSpan[], id: string | undefined): string =>
  id === CALLER ? 'caller' : (all.find((span) => span.id === id)?.name ?? 'nobody');

const inOrder = (names: readonly string[]): string[] => names.toSorted((a, b) => a.localeCompare(b));
