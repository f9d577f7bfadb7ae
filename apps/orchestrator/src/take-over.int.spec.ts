import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isMarker } from '#contracts';
import { until } from '#kafka/testing';
import { SESSION_TIMEOUT_MS, Stage, StageOfProcesses, waits } from './testing/index.js';

const EXECUTIONS = 20_000;
let stage: Stage;
let processes: StageOfProcesses;

beforeAll(async () => {
  processes = await StageOfProcesses.open({ name: 'take-over', partitions: 1 });
  ({ stage } = processes);
}, 60_000);

afterAll(() => processes?.close(), 30_000);

const inboxEnd = async () => (await stage.kafka.offsets(stage.settings.topics.inbox))[0]!.end;
const logEnd = async () => (await stage.kafka.offsets(stage.settings.topics.log))[0]!.end;

it(`takes over ${EXECUTIONS} live executions from an owner that was killed`, async () => {
  const owner = processes.start();
  await until('it owns the partition', () => owner.has('Took over a partition') > 0, 40_000);
  await stage.define('m', waits(36_000));
  for (let from = 0; from < EXECUTIONS; from += 2_000) {
    await stage.send(
      ...Array.from(
        { length: 2_000 },
        (_, i) => ({ type: 'StartExecution', stateMachine: 'm', name: `e-${from + i}`, input: { i } }) as const,
      ),
    );
  }
  const began = Date.now();
  await until('all of them wait', async () => (await logEnd()) >= EXECUTIONS + 2, 60_000);
  const heir = processes.start();
  await until('the other one is up', () => heir.has('The orchestrator is up') > 0, 30_000);
  await until(
    'a checkpoint is there',
    async () =>
      (await stage.records(stage.settings.topics.checkpoints)).some(({ key }) => String(key).endsWith('/position')),
    30_000,
  );
  const memoryBefore = await owner.memory();

  // All of them wait, so nothing more comes until the heir has taken over, however soon it does.
  const behind = await logEnd();
  const killed = Date.now();
  await owner.kill();
  await stage.send({ type: 'StopExecution', execution: 'm:e-7', undo: false });
  await until('the new owner has decided', async () => (await logEnd()) >= behind + 2, 60_000);
  const ms = Date.now() - killed;
  await stage.ended('e-7', 'ABORTED', 10_000);

  await until('it has said so', () => heir.has('Took over a partition') > 0);
  const took = heir.told.find(({ msg }) => msg === 'Took over a partition')!;
  process.stdout.write(
    `${EXECUTIONS} live executions: ${ms} ms from SIGKILL to the first decision of the new owner, of which ` +
      `${String(took['tookMs'])} ms to recover (tail of ${String(took['tail'])} decisions); the rest is the group's ` +
      `session time-out of ${SESSION_TIMEOUT_MS} ms. Resident memory: ${memoryBefore} MiB before, ` +
      `${await heir.memory()} MiB after. ${EXECUTIONS} starts were decided in ${killed - began} ms at the most.\n`,
  );
  expect(took['live']).toBe(EXECUTIONS);
  expect(ms).toBeLessThan(30_000);
  const last = (await stage.log()).slice(behind);
  expect(last.filter(({ record, counts }) => counts && isMarker(record))).toHaveLength(1);
  expect(await inboxEnd()).toBe(EXECUTIONS + 2);
}, 180_000);
