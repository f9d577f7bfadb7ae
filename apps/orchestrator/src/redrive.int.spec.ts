import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectKafka } from '#kafka';
import { until, useBroker } from '#kafka/testing';
import {
  chain,
  eachOf,
  listen,
  passes,
  Processes,
  Stage,
  StubParticipant,
  type JoinedParticipant,
} from './testing/index.js';

const OTHERS = 5_000;
let stage: Stage;
let processes: Processes;
let participant: JoinedParticipant;
let env: Record<string, string>;
/** Topics and groups of participants have no prefix, and others use this broker too. */
let name: string;
const shop = { refuses: true };
const stub = new StubParticipant(({ state }) => (shop.refuses && state.endsWith('Step2') ? 'refuses' : 'does'));

beforeAll(async () => {
  const used = await useBroker();
  const prefix = `${used.name('redrive')}.`;
  name = `p-${used.name('shop')}`.replaceAll(/[^a-z0-9-]/g, '-');
  [stage, processes] = await Promise.all([
    Stage.open(() => connectKafka({ brokers: used.brokers }), { prefix, partitions: 1 }, name),
    Processes.compile(),
  ]);
  participant = await listen(stage.connect(), name, stub);
  env = {
    KAFKA_BROKERS: used.brokers.join(','),
    BACKSTEP_TOPIC_PREFIX: prefix,
    BACKSTEP_PARTITIONS: '1',
    BACKSTEP_SESSION_TIMEOUT_MS: '6000',
    BACKSTEP_CHECKPOINT_SECONDS: '1',
  };
}, 60_000);

afterAll(async () => {
  await participant?.close();
  await processes?.discard();
  await stage?.close();
}, 30_000);

const logEnd = async () => (await stage.kafka.offsets(stage.settings.topics.log))[0]!.end;

it(`redrives an execution from before ${OTHERS} others, although its owner is killed on the way`, async () => {
  const owner = processes.start(env);
  await until('it owns the partition', () => owner.has('Took over a partition') > 0, 40_000);
  await stage.define('m', chain(name, 2, { Compensate: undefined }));
  await stage.define('items', eachOf(chain(name, 2, { Compensate: undefined })));
  await stage.define('others', passes);
  await stage.send({ type: 'StartExecution', stateMachine: 'm', name: 'e', input: {} });
  await stage.ended('e', 'FAILED', 20_000);
  await stage.send({ type: 'StartExecution', stateMachine: 'items', name: 'i', input: [{}, {}] });
  await stage.ended('i', 'FAILED', 20_000);
  const others = Array.from(
    { length: OTHERS },
    (_, i) => ({ type: 'StartExecution', stateMachine: 'others', name: `o-${i}`, input: { i } }) as const,
  );
  const before = await logEnd();
  await stage.send(...others);
  await until('the others are through', async () => (await logEnd()) >= before + OTHERS, 30_000);
  const heir = processes.start(env);
  await until('the other one is up', () => heir.has('The orchestrator is up') > 0, 30_000);

  shop.refuses = false;
  const asked = await logEnd();
  for (const execution of ['m:e', 'items:i'])
    await stage.send({ type: 'RedriveExecution', execution, clientToken: 't' });
  await until('it is asked for', async () => (await logEnd()) > asked, 10_000);
  await owner.kill();
  await stage.ended('e', 'SUCCEEDED', 40_000);
  await stage.ended('i', 'SUCCEEDED', 40_000);

  await until('the heir has taken over', () => heir.has('Took over a partition') > 0, 40_000);
  const took = heir.told.find(({ msg }) => msg === 'Took over a partition')!;
  const events = await stage.events('m:e');
  const about = (type: string) => events.filter((event) => event.type === type);
  process.stdout.write(`The heir recovered in ${String(took['tookMs'])} ms, from a tail of ${String(took['tail'])}.\n`);
  expect(about('ExecutionRedriven')).toHaveLength(1);
  expect(about('TaskSucceeded').map((event) => 'state' in event && event.state)).toEqual(['Step1', 'Step2']);
  const ofItems = (await stage.events('items:i')).map(({ type }) => type);
  for (const [type, times] of Object.entries({ MapRunStarted: 1, MapRunRedriven: 1, MapIterationSucceeded: 2 }))
    expect([type, ofItems.filter((one) => one === type).length]).toEqual([type, times]);
  expect(Object.fromEntries(stub.effects)).toEqual({
    'items:i/Each[0].Step1/1/F': 1,
    'items:i/Each[0].Step2/1/F': 1,
    'items:i/Each[1].Step1/1/F': 1,
    'items:i/Each[1].Step2/1/F': 1,
    'm:e/Step1/1/F': 1,
    'm:e/Step2/1/F': 1,
  });
}, 120_000);
