import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { lockId } from '#contracts';
import { until } from '#kafka/testing';
import { Account, countsUp, listen, Stage, StageOfProcesses } from './testing/index.js';

const SAGAS = 1_000;
const shop = `locks-${Date.now().toString(36)}`;
let stage: Stage;
let processes: StageOfProcesses;

beforeAll(async () => {
  processes = await StageOfProcesses.open({ name: 'locks', partitions: 4, shop });
  ({ stage } = processes);
}, 60_000);

afterAll(() => processes?.close(), 30_000);

/** Every execution once: its outcome may be announced twice. */
async function ended(): Promise<Map<string, string>> {
  const over = (await stage.outcomes()).filter(({ stopDate }) => stopDate !== null);
  return new Map(over.map(({ name, status }) => [name, status]));
}

/** Now and then: the participant is in this process too. */
async function countEnded(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await ended()).size;
}

it(`keeps an account that ${SAGAS} sagas at a time read and write under one lock, while orchestrators are killed`, async () => {
  const account = new Account();
  const owners = [processes.start(), processes.start()];
  await until('they own the partitions', () => owners.some((owner) => owner.has('Took over a partition') > 0), 60_000);
  await listen(stage.connect(), shop, account.participant, 2);
  await stage.define('m', countsUp(shop, { Lock: { Key: 'account', TimeoutSeconds: 3_600 } }));
  const start = (i: number) => ({ type: 'StartExecution', stateMachine: 'm', name: `e${i}` }) as const;
  await stage.send(...Array.from({ length: SAGAS }, (_, i) => start(i)));
  for (const many of [200, 500]) {
    await until(`${many} are over`, async () => (await countEnded()) >= many, 150_000);
    // One after the other, so that whoever has the lock's partition is among them.
    await owners.shift()?.kill();
    owners.push(processes.start());
  }
  await until('all are over', async () => (await countEnded()) === SAGAS, 200_000);
  const succeeded = [...(await ended()).values()].filter((status) => status === 'SUCCEEDED').length;
  expect([succeeded, account.value]).toEqual([666, 666]);
  await until('it is free', async () => (await stage.eventTypes(lockId('account'))).at(-1) === 'LockReleased', 20_000);
}, 400_000);
