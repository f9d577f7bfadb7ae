import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isEnd, isMarker } from '#contracts';
import { until } from '#kafka/testing';
import { chain, listen, type OrchestratorProcess, Stage, StageOfProcesses, StubParticipant } from './testing/index.js';

const EXECUTIONS = 60;
const shop = `zombie-${Date.now().toString(36)}`;
let stage: Stage;
let processes: StageOfProcesses;

beforeAll(async () => {
  processes = await StageOfProcesses.open({ name: 'zombie', partitions: 1, shop, checkpointSeconds: 0.5 });
  ({ stage } = processes);
}, 60_000);

afterAll(() => processes?.close(), 30_000);

async function owner(): Promise<OrchestratorProcess> {
  const started = processes.start();
  await until('it owns the partition', () => started.has('Took over a partition') > 0, 40_000);
  return started;
}

describe('an owner that is stopped across a take-over and continued', () => {
  it('writes only void records, its commands change nothing, and every saga ends right', async () => {
    const zombie = await owner();
    await stage.define('m', chain(shop, 3));
    const stub = new StubParticipant(({ execution, state, compensates }) =>
      !compensates && state === 'Step3' && Number(execution.split('-')[1]) % 3 === 0 ? 'refuses' : 'does',
    );
    await listen(stage.connect(), shop, stub);
    const next = processes.start();
    await until('the other one is up', () => next.has('The orchestrator is up') > 0, 30_000);

    const names = Array.from({ length: EXECUTIONS }, (_, i) => `e-${i}`);
    // One after the other, so that it is stopped in the middle of its work.
    const sending = (async () => {
      for (const name of names) {
        await stage.send({ type: 'StartExecution', stateMachine: 'm', name, input: {} });
      }
    })();
    await until('it has decided something', async () => (await stage.decisions()).length > 15);
    zombie.stop();
    await sending;
    await until('another has taken over', () => next.has('Took over a partition') > 0, 40_000);
    zombie.continue();

    const over = async () => new Set((await stage.outcomes()).flatMap((o) => (o.stopDate === null ? [] : [o.name])));
    await until('all are over', async () => (await over()).size === EXECUTIONS, 40_000);
    await theZombieIsHarmless(zombie);

    const succeeded = names.filter((_, i) => i % 3 !== 0);
    const wanted = succeeded.flatMap((name) => [1, 2, 3].map((step) => `m:${name}/Step${step}/1/F`));
    expect([...stub.ledger].toSorted()).toEqual(wanted.toSorted());
    expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
    for (const name of names) {
      const events = await stage.events(`m:${name}`);
      expect(events.filter(({ type }) => type === 'ExecutionStarted')).toHaveLength(1);
      expect(events.filter(isEnd)).toHaveLength(1);
    }
  }, 120_000);

  /** What it has written behind the other's marker does not count, and it gave up or took over anew with a higher epoch. */
  async function theZombieIsHarmless(zombie: OrchestratorProcess): Promise<void> {
    const log = await stage.log();
    const markers = log.flatMap(({ record, offset, counts }) =>
      isMarker(record) && counts ? [{ record, offset }] : [],
    );
    expect(markers.length).toBeGreaterThanOrEqual(2);
    const [first, second] = markers;
    const last = log.filter(
      ({ record }) => record.owner === first!.record.owner && record.epoch === first!.record.epoch,
    );
    for (const { offset, counts } of last) if (offset > second!.offset) expect(counts).toBe(false);
    const words = last.filter(({ offset }) => offset > second!.offset).length;
    process.stdout.write(`the zombie's last words: ${words} records, all void; it said: ${zombie.told.at(-1)?.msg}\n`);
  }
});

describe('a decision that a zombie still has in its hands', () => {
  it('is appended behind the new owner’s marker, and is void for everyone', async () => {
    // The same accident without chance: the append of a process that was stopped is written here in its name.
    const log = await stage.log();
    const marker = log.find(({ record, counts }) => isMarker(record) && counts)!.record;
    const mine = log.filter(({ record, counts }) => counts && !isMarker(record) && record.owner === marker.owner);
    const lastSeq = (mine.at(-1)?.record as { seq: number } | undefined)?.seq ?? 0;
    const at = new Date().toISOString();
    const words = { type: 'ExecutionAborted', error: 'Zombie' };
    const rest = { seq: lastSeq + 1, nextInbox: 0, at, entity: 'm:e-1', events: [words] };
    const value = JSON.stringify({ epoch: marker.epoch, owner: marker.owner, ...rest });
    await stage.write({ topic: stage.settings.topics.log, partition: 0, key: 'm:e-1', value });
    const written = (await stage.log()).filter(
      ({ record }) => !isMarker(record) && JSON.stringify(record.events) === JSON.stringify([words]),
    );
    expect(written.map(({ counts }) => counts)).toEqual([false]);
    await stage.send({ type: 'StartExecution', stateMachine: 'm', name: 'after', input: {} });
    await stage.ended('after');
    expect(await stage.eventTypes('m:e-1')).not.toContain('ExecutionAborted');
  }, 30_000);
});
