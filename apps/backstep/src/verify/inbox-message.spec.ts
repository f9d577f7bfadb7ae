import { describe, expect, it } from '@jest/globals';
import { readInbox } from './inbox-message.js';

const PARTITIONS = 12;
const record = (partition: number, value: object) => ({
  partition,
  offset: 7,
  value: Buffer.from(JSON.stringify(value)),
});

describe('a start without a name that came to the wrong partition', () => {
  const start = { type: 'StartExecution', stateMachine: 'signup', input: { email: 'ada@example.org' } };
  const partition = Array.from({ length: PARTITIONS }, (_, n) => n).find(
    (n) => readInbox(record(n, start), PARTITIONS).kind === 'ELSEWHERE',
  )!;

  it('is known again by its copy, which has a name', () => {
    const passedOn = readInbox(record(partition, start), PARTITIONS) as { partition: number; digest: string };
    const copy = readInbox(record(passedOn.partition, { ...start, name: `${partition}-7` }), PARTITIONS);
    expect(copy).toMatchObject({ kind: 'START', digest: passedOn.digest });
  });
});
