import { groupRules } from './contract/group.rules.js';
import { producerRules } from './contract/producer.rules.js';
import { readerRules } from './contract/reader.rules.js';
import type { Rule } from './contract/rule.js';
import { topicRules } from './contract/topics.rules.js';

export type { Rule, Setting } from './contract/rule.js';

/** What every implementation of the port promises. */
export const kafkaContract: readonly Rule[] = [...topicRules, ...producerRules, ...readerRules, ...groupRules];
