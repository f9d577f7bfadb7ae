import { sameJson, stateMachineArn, type Json, type MessageOf } from '#contracts';
import { configurationOf, sameIn } from '../configuration.js';
import { happened, refuse, type Decide, type DecidedResource, type Moment } from '../decide.js';
import { definitionOf } from '../definition-of.js';
import { publish } from '../publish.js';
import { descriptionWithoutPublish } from '../refusals.js';
import { stateMachineOf, type StateMachineEntity } from '../resource.js';
import { refusedTags, tagged } from '../tags.js';

type Message = MessageOf<'CreateStateMachine'>;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine: Decide<'CreateStateMachine'> = (before, message, moment) => {
  const { name, machineType = 'STANDARD', versionDescription, tags = [] } = message;
  if (versionDescription !== undefined && !message.publish) return descriptionWithoutPublish();
  const machine = stateMachineOf(before);
  // Of one that was gone at once nobody knows any more whether this is the same.
  if (message.transient && before) return alreadyExists(name, moment);
  if (machine) return repeated(machine, message, moment);
  const read = definitionOf(message, machineType);
  if (!read.ok) return read;
  const refused = refusedTags([], tags);
  if (refused) return refused;
  const version = (before && 'version' in before ? before.version : 0) + 1;
  const { ok: _, ...definition } = read;
  const created = {
    type: 'StateMachineCreated',
    name,
    version,
    ...definition,
    ...(machineType !== 'STANDARD' && { machineType }),
    ...configurationOf(message),
    ...(tags.length > 0 && { tags: tagged([], tags) }),
  } as const;
  const result = { revision: version, createdAt: moment.at };
  if (message.transient) return { ...happened(created, { type: 'StateMachineDeleted', name }), result };
  if (!message.publish) return { ...happened(created), result };
  const published = publish({ name, published: [], lastNumber: 0 }, version, versionDescription);
  if (!published.ok) return published;
  return { ...happened(created, published.event), result: { ...result, number: published.event.number } };
};

/**
 * The same once more is answered as the first time. "If a following request has a different roleArn or tags, Step
 * Functions will ignore these differences."
 */
function repeated(machine: StateMachineEntity, message: Message, moment: Moment): DecidedResource {
  const version = machine.published.find((it) => it.version === machine.version);
  const samePublication = !message.publish || (version && version.description === message.versionDescription);
  if (!samePublication || !sameStateMachine(machine, message)) return alreadyExists(machine.name, moment);
  const result = { revision: machine.version, createdAt: machine.createdAt };
  return { ok: true, events: [], result: message.publish && version ? { ...result, number: version.number } : result };
}

const alreadyExists = (name: string, { arns }: Moment) =>
  refuse('StateMachineAlreadyExists', `State Machine Already Exists: '${stateMachineArn(name, arns)}'`);

const COMPARED = ['loggingConfiguration', 'tracingConfiguration', 'encryptionConfiguration'] as const;

const sameStateMachine = (machine: StateMachineEntity, message: Message): boolean =>
  machine.machineType === (message.machineType ?? 'STANDARD') &&
  sameDefinition(machine, message) &&
  sameIn(COMPARED, machine, configurationOf(message));

/** Texts are compared as texts: another way to write the same definition is another definition. */
function sameDefinition(machine: StateMachineEntity, { definition, definitionText }: Message): boolean {
  if (definitionText === undefined) return sameJson(machine.definition, definition);
  if (machine.definitionText !== undefined) return machine.definitionText === definitionText;
  return sameJson(machine.definition, parsed(definitionText));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
