import { z } from 'zod';
import { json } from '../json.js';
import { machineType } from '../registry-messages.js';
import { eventOf, ordinal, text } from './fields.js';

/** What happened to state machines, activities and locks. The decision's entity says to which. */

export const tag = z.object({ key: text, value: text }).readonly();

/** How many of a hundred starts by an alias get this published version. */
export const route = z.object({ number: ordinal, weight: z.int() }).readonly();

/** What a revision says beside its definition, as it came. */
const configuration = {
  roleArn: text.exactOptional(),
  loggingConfiguration: json.exactOptional(),
  tracingConfiguration: json.exactOptional(),
  encryptionConfiguration: json.exactOptional(),
};

/** A revision as a whole: also what an update left as it was. */
const revision = {
  ...configuration,
  name: text,
  version: ordinal.describe(
    'The revision’s number: 1, 2, 3 … for each create or update of this name, also after a delete',
  ),
  definition: z.record(z.string(), json).readonly(),
  definitionText: text.describe('The definition as it came, if it came as a text').exactOptional(),
  machineType: machineType.describe('Absent: STANDARD').exactOptional(),
};

const alias = {
  name: text,
  alias: text,
  description: text.exactOptional(),
  routing: z.array(route).readonly(),
};

const ofLock = {
  key: text,
  execution: text.describe('Whoever holds it, or waits for it'),
  taskToken: text.describe('Of the attempt that has asked for it'),
};

export const registryEvents = [
  eventOf('StateMachineCreated', { ...revision, tags: z.array(tag).readonly().exactOptional() }),
  eventOf('StateMachineUpdated', { ...revision, revisionId: text.exactOptional() }),
  eventOf(
    'StateMachineDeleted',
    { name: text },
    'With its published versions, aliases and tags. Executions go on; a new one of this name counts its revisions on.',
  ),
  eventOf('StateMachineVersionPublished', {
    name: text,
    number: ordinal.describe('1, 2, 3 …; none is given twice.'),
    version: ordinal.describe('The revision that it is.'),
    description: text.exactOptional(),
  }),
  eventOf('StateMachineVersionDeleted', { name: text, number: ordinal }),
  eventOf('StateMachineAliasCreated', { ...alias }),
  eventOf('StateMachineAliasUpdated', { ...alias }, 'The alias as a whole.'),
  eventOf('StateMachineAliasDeleted', { name: text, alias: text }),
  eventOf(
    'ResourceTagged',
    { tags: z.array(tag).readonly() },
    'These keys have these values from now on; others stay as they are.',
  ),
  eventOf('ResourceUntagged', { keys: z.array(text).readonly() }),
  eventOf('ActivityCreated', {
    name: text,
    tags: z.array(tag).readonly().exactOptional(),
    encryptionConfiguration: json.exactOptional(),
  }),
  eventOf('ActivityDeleted', { name: text }),
  eventOf(
    'LockAcquired',
    { ...ofLock },
    'It was free, or held by the same execution, or its holder has just released it and this one has waited longest.',
  ),
  eventOf('LockQueued', { ...ofLock }, 'Another execution holds it.'),
  eventOf('LockReleased', { ...ofLock }),
  eventOf('LockWithdrawn', { ...ofLock }, 'Whoever has waited for it does so no longer.'),
] as const;
