import { describe, expect, it } from '@jest/globals';
import { isMarker, type Command, type Json } from '#contracts';
import type { Verdict } from '#orchestrator/testing';
import { playMaps, shipAll } from './testing/maps-of-s3.js';
import { RecordedRun } from './testing/recorded-run.js';

const about = {
  ItemsPath: '$.items',
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.bucket' } },
  Retry: [{ ErrorEquals: ['States.ResultWriterFailed'], IntervalSeconds: 1, MaxAttempts: 1 }],
  MaxConcurrency: 2,
};

/** In `busy` the first write is refused, in `missing` each; of `silent` nothing comes. */
function write({ input, attempt }: Command): Verdict {
  const { bucket } = (input as { readonly to: { readonly bucket: string } }).to;
  if (bucket === 'silent') return 'silent';
  if (bucket === 'missing' || (bucket === 'busy' && attempt === 1)) return 'refuses';
  return { output: { size: JSON.stringify(input).length } };
}

describe('verify finds nothing in', () => {
  it('Maps whose results are written at once, again, or never, and that fail then or before', async () => {
    const start = (stateMachine: string, name: string, bucket: string, last: string) =>
      ({ type: 'StartExecution', stateMachine, name, input: { bucket, items: ['a', 'b', 'c', 'd', last] } }) as const;
    const starts = (stateMachine: string) => [
      ...['there', 'busy', 'missing', 'silent'].map((bucket) => start(stateMachine, bucket, bucket, 'e')),
      start(stateMachine, 'lost', 'there', 'nowhere'),
    ];
    const isOut = 'ResultWriterScheduled';
    const { findings, summary, shipped } = await playMaps({ about, s3: write, starts, isOut });
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 4, ABORTED: 2 });
    expect([...shipped].some((id) => id.includes(':lost') || id.includes(':missing'))).toBe(false);
  }, 40_000);
});

describe('verify finds', () => {
  /** One item is shipped, its result written, and the manifest. */
  async function written(): Promise<RecordedRun> {
    const run = new RecordedRun(shipAll(about) as unknown as { readonly [field: string]: Json });
    await run.start('a', { bucket: 'there', items: ['parcel'] });
    await run.succeed('a');
    await run.succeed('a', { size: 700 });
    await run.succeed('a', { size: 300 });
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
    return run;
  }
  const rules = (run: RecordedRun) => [...new Set(run.verify().findings.map(({ rule }) => rule))];

  it('a file that is not what the iterations left', async () => {
    const run = await written();
    const [, write] = run.commands;
    run.commands[1] = { ...write!, input: { ...(write!.input as object), executions: [] } };
    expect(rules(run)).toEqual(['COMMAND']);
  });

  it('a file that was decided and never sent to be written', async () => {
    const run = await written();
    run.commands.splice(1, 1);
    expect(rules(run)).toEqual(['COMMAND_MISSING']);
  });

  it('a run that succeeded without its manifest', async () => {
    const run = await written();
    const at = run.log.findLastIndex((record) => !isMarker(record));
    const last = run.log[at] as Extract<(typeof run.log)[number], { events: unknown }>;
    run.log[at] = { ...last, events: last.events.filter(({ type }) => type !== 'ResultWriterSucceeded') };
    expect(rules(run)).toContain('STORY');
  });
});
