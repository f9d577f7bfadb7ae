import { engineTopics, participantTopics } from '#contracts';
import { participantsIn } from '#engine';
import { connectKafka, type ConnectOptions, type Kafka } from '#kafka';
import { bounded } from '../command-line/bounded.js';
import { anyAnswers } from '../command-line/session.js';
import type { Session } from '../command-line/session.js';
import { LogReader } from '../reading/log-reader.js';
import { latestOf, readDefinitions } from '../reading/definitions.js';
import type { Diagnosis } from './diagnosis.js';
import { examineTopics } from './examine-topics.js';

/** The broker, the topics on it, and whether anybody decides. */
export async function examineKafka(session: Session, connect: ConnectOptions): Promise<Diagnosis[]> {
  const where = connect.brokers.join(',');
  if (!(await anyAnswers(connect.brokers))) {
    const advice = 'Is it up, and is the address right as seen from here? A local one: `npx backstep broker start`.';
    return [{ what: 'Kafka', state: 'wrong', found: `nothing listens at ${where}`, advice }];
  }
  const kafka = connectKafka({ ...connect, clientId: 'backstep-doctor' });
  try {
    const began = performance.now();
    const answer = await bounded(kafka.describeTopics(engineTopics(session.prefix).map(({ topic }) => topic)));
    const ms = Math.round(performance.now() - began);
    return [
      { what: 'Kafka', state: 'ok', found: `${where} answers (${ms} ms)` },
      ...(await examine(session, kafka, answer.length > 0)),
    ];
  } catch (error) {
    const advice = 'TLS and passwords: KAFKA_SSL, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD.';
    return [{ what: 'Kafka', state: 'wrong', found: `${where}: ${(error as Error).message}`, advice }];
  } finally {
    await kafka.close();
  }
}

async function examine(session: Session, kafka: Kafka, begun: boolean): Promise<Diagnosis[]> {
  const { prefix, topics } = session;
  const definitions = begun ? latestOf(await readDefinitions(kafka, topics)) : [];
  const participants = [...new Set(definitions.flatMap(({ definition }) => [...participantsIn(definition)]))].sort();
  const wanted = [...engineTopics(prefix), ...participants.flatMap((name) => participantTopics(name))];
  const there = await kafka.describeTopics(wanted.map(({ topic }) => topic));
  const examined = examineTopics({ prefix, participants, there });
  const has = new Set(there.map(({ topic }) => topic));
  return has.has(topics.log) && has.has(topics.inbox) ? [...examined, await examineBacklog(session, kafka)] : examined;
}

/** Messages that nobody has decided on: is there an orchestrator? */
async function examineBacklog({ topics }: Session, kafka: Kafka): Promise<Diagnosis> {
  const log = await LogReader.open(kafka, topics);
  const decided = new Map<number, number>();
  const owned = new Set<number>();
  const bookmarks = await log.readAll(({ partition, decision }) => decided.set(partition, decision.nextInbox));
  await log.close();
  for (const { partition, current } of bookmarks) if (current.epoch > 0) owned.add(partition);
  const inbox = await kafka.offsets(topics.inbox);
  // Repeats, late replies and forwarded records leave no decision: what is behind the last one need not be a backlog.
  const never = inbox.filter(({ start, end }, partition) => end > start && !owned.has(partition)).length;
  const behind = inbox.reduce((sum, { start, end }, p) => sum + Math.max(0, end - (decided.get(p) ?? start)), 0);
  const found = `${behind} messages behind the last decisions, ${owned.size} of ${inbox.length} partitions were ever owned`;
  if (never === 0) return { what: 'orchestrator', state: 'ok', found };
  const advice = 'No orchestrator has decided on them: is one up? `npx backstep up`, or `npx backstep orchestrator`.';
  return { what: 'orchestrator', state: 'wrong', found, advice };
}
