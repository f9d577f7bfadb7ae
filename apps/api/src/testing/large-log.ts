import fc from 'fast-check';
import type { ExecutionEvent } from '#contracts';
import { decisionsOf, randomStory, type StoryDecision } from '#engine/testing';
import type { Kafka } from '#kafka';
import { TestLog, tiny } from '#views/testing';

/** Stories that the engine decides; each is told so many times, as executions of their own. */
const STORIES = 250;

const MACHINE = 'signup';

/** A log of many executions of all kinds, with what else there is: versions, aliases, activities, tags, locks. */
export async function largeLog(executions: number, partitions: number): Promise<TestLog> {
  const log = new TestLog(partitions);
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } }, SearchAttributes: { n: '$.n' } };
  log.decide(MACHINE, tiny.created(MACHINE, { definition }));
  registry(log);
  const told = await decisionsOf(fc.sample(randomStory, { numRuns: STORIES, seed: 6 }));
  const begin = Math.max(...told.map(({ at }) => at));
  for (let copy = 0; copy < executions / STORIES; copy++)
    for (const decision of told) {
      const { entity, at, events } = copyOf(decision, copy);
      log.at(begin + at + copy * 1_000).decide(entity, ...events);
      if (log.length % 50 === 0) locks(log, log.length / 50);
    }
  return log;
}

function registry(log: TestLog): void {
  for (const number of [1, 2, 3])
    log.decide(MACHINE, { type: 'StateMachineVersionPublished', name: MACHINE, number, version: 1 });
  for (const alias of ['live', 'beta'])
    log.decide(MACHINE, {
      type: 'StateMachineAliasCreated',
      name: MACHINE,
      alias,
      routing: [{ number: 1, weight: 100 }],
    });
  for (const name of ['pack', 'ship']) {
    log.decide(`activity/${name}`, { type: 'ActivityCreated', name });
    log.decide(`activity/${name}`, { type: 'ResourceTagged', tags: [{ key: 'team', value: name }] });
  }
}

/** Some are taken, waited for, handed on, and stay held. */
function locks(log: TestLog, n: number): void {
  const key = `k-${n % 40}`;
  const of = (i: number) => ({ key, execution: `${MACHINE}:${i}`, taskToken: `${MACHINE}:${i}/S/1/F/1/x` });
  log.decide(`lock/${key}`, { type: n < 40 ? 'LockAcquired' : 'LockQueued', ...of(n) });
  if (n >= 40 && n % 3 === 0)
    log.decide(`lock/${key}`, { type: 'LockReleased', ...of(n - 40) }, { type: 'LockAcquired', ...of(n) });
}

function copyOf({ entity, at, events }: StoryDecision, copy: number): StoryDecision {
  const i = Number(entity.slice(MACHINE.length + 1));
  const name = String(i + copy * STORIES);
  return { entity: `${MACHINE}:${name}`, at, events: events.map((event) => named(event, name)) };
}

/** What tells executions apart in their own events. */
function named(event: ExecutionEvent, name: string): ExecutionEvent {
  if (event.type === 'ExecutionStarted') return { ...event, name };
  return event.type === 'MapRunStarted' ? { ...event, run: event.run.replace(/-\d+$/, `-${name}`) } : event;
}

/** As its owner would have written it. */
export async function writeLog(
  log: TestLog,
  kafka: Kafka,
  { topic, partitions }: { topic: string; partitions: number },
) {
  const producer = await kafka.producer();
  for (let partition = 0; partition < partitions; partition++)
    await producer.send(log.records(partition).map((value) => ({ topic, partition, key: null, value })));
  await producer.close();
}
