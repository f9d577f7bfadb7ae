import { afterEach, expect, it } from '@jest/globals';
import { memoryBroker, type MemoryClient } from '#kafka/testing';
import { listen, Stage, StubParticipant } from '#orchestrator/testing';
import { verified } from './testing/verified.js';

const task = (command: string, more: object) => ({ Type: 'Task', Resource: `kafka:shop.${command}`, ...more });
const block = (name: string) => ({ StartAt: name, States: { [name]: task('do', { End: true }) } });

/** Its last step is always refused. */
const machine = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [block('One'), block('Two')],
      Compensate: { Resource: 'kafka:shop.undo-both' },
      Next: 'Last',
    },
    Last: task('refuse', { End: true }),
  },
};

let stage: Stage<MemoryClient>;
afterEach(() => stage.close());

it('verify finds nothing in a Parallel that is undone as a whole: its undo has no command of its own', async () => {
  const broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), { partitions: 1 }, 'shop');
  const actor = await stage.orchestrator();
  const undone: (string | undefined)[] = [];
  const shop = new StubParticipant(({ command, compensates }) => {
    if (command === 'shop.undo-both') undone.push(compensates);
    return command === 'shop.refuse' ? 'refuses' : 'does';
  });
  await listen(stage.connect(), 'shop', shop, 1);
  await stage.define('m', machine);
  await stage.send({ type: 'StartExecution', stateMachine: 'm', name: 'a', input: {} });
  await stage.ended('a', 'FAILED');
  const { findings } = await verified(stage, actor);
  expect(findings).toEqual([]);
  expect(undone).toEqual([undefined]);
}, 30_000);
