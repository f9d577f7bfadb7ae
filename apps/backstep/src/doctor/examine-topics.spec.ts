import { describe, expect, it } from '@jest/globals';
import { engineTopics, participantTopics, type TopicSpec } from '#contracts';
import { isWrong } from './diagnosis.js';
import { examineNode } from './examine-machine.js';
import { examineTopics } from './examine-topics.js';

const asIs = ({ topic, partitions, config }: TopicSpec) => ({ topic, partitions, config });
const TOPICS = engineTopics('backstep.', 6).map(asIs);
const examine = (there: typeof TOPICS, participants: string[] = []) =>
  examineTopics({ prefix: 'backstep.', participants, there });
const wrong = (there: typeof TOPICS, participants?: string[]) => examine(there, participants).filter(isWrong);

describe('the doctor finds', () => {
  it('nothing wrong with topics as the orchestrator creates them, whatever the number of partitions', () => {
    expect(wrong(TOPICS)).toEqual([]);
    expect(wrong([...TOPICS, ...participantTopics('order', 3).map(asIs)], ['order'])).toEqual([]);
  });

  it('that there are no topics yet, which is not wrong', () => {
    expect(examine([])).toEqual([expect.objectContaining({ state: 'missing', found: 'no backstep.log' })]);
  });

  it('another number of partitions than the log has', () => {
    const there = TOPICS.map((topic) => (topic.topic === 'backstep.inbox' ? { ...topic, partitions: 5 } : topic));
    expect(wrong(there)).toMatchObject([{ what: 'backstep.inbox', found: '5 partitions, the log has 6' }]);
  });

  it('a log that forgets, and checkpoints that are not compacted', () => {
    const spoilt: Record<string, Record<string, string>> = {
      'backstep.log': { 'cleanup.policy': 'delete', 'retention.ms': '604800000' },
      'backstep.checkpoints': { 'cleanup.policy': 'delete' },
    };
    const there = TOPICS.map((topic) => ({ ...topic, config: spoilt[topic.topic] ?? topic.config }));
    const found = wrong(there);
    expect(found.map(({ what }) => what)).toEqual(['backstep.log', 'backstep.checkpoints']);
    expect(found[0]!.advice).toContain('--add-config retention.ms=-1');
    expect(found[1]!.advice).toContain('--add-config cleanup.policy=compact');
  });

  it('a topic that is not there: of the engine, of a participant that a state machine names', () => {
    expect(wrong(TOPICS.slice(1))).toMatchObject([{ what: 'backstep.inbox', found: 'not there' }]);
    expect(wrong(TOPICS, ['order']).map(({ what }) => what)).toEqual(['order.commands', 'order.dead-letters']);
  });

  it('a Node that is too old', () => {
    expect([examineNode('26.10.0').state, examineNode('20.20.2').state]).toEqual(['ok', 'wrong']);
  });
});
