import { describe, expect, it } from '@jest/globals';
import type { Command } from '#contracts';
import type { Verdict } from '#orchestrator/testing';
import { playMaps } from './testing/maps-of-s3.js';

const about = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: 'file:', 'Key.$': '$.key' },
  },
  Retry: [{ ErrorEquals: ['States.ItemReaderFailed'], IntervalSeconds: 1, MaxAttempts: 1 }],
  MaxConcurrency: 1,
};

/** Of `busy` the first try is refused, of `missing` each; of `silent` nothing comes. */
function read({ input, attempt }: Command): Verdict {
  const { Key: key } = (input as { readonly parameters: { readonly Key: string } }).parameters;
  if (key === 'silent') return 'silent';
  if (key === 'missing' || (key === 'busy' && attempt === 1)) return 'refuses';
  return { output: { items: key === 'lost' ? ['a', 'b', 'nowhere'] : ['a', 'b', 'c'] } };
}

describe('verify finds nothing in', () => {
  it('Maps whose items are read at once, again, or never, and that fail then', async () => {
    const keys = ['there', 'busy', 'missing', 'lost', 'silent'];
    const starts = (stateMachine: string) =>
      keys.map((key) => ({ type: 'StartExecution', stateMachine, name: key, input: { key } }) as const);
    const isOut = 'ItemReaderScheduled';
    const { findings, summary, shipped } = await playMaps({ about, s3: read, starts, isOut });
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 4, ABORTED: 2 });
    expect([...shipped].some((id) => id.includes(':lost'))).toBe(false);
  }, 40_000);
});
