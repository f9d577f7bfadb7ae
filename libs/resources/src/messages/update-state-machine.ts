import { revisionId, sameJson, type Configuration, type MessageOf, type RegistryEvent } from '#contracts';
import { changes, configurationOf } from '../configuration.js';
import { refuse, type Decide, type Refused } from '../decide.js';
import { definitionOf, type Definition } from '../definition-of.js';
import { publish } from '../publish.js';
import { descriptionWithoutPublish, stateMachineDoesNotExist } from '../refusals.js';
import { stateMachineOf, type StateMachineEntity } from '../resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
export const updateStateMachine: Decide<'UpdateStateMachine'> = (before, message, { at, arns }) => {
  const told = configurationOf(message);
  if (message.versionDescription !== undefined && !message.publish) return descriptionWithoutPublish();
  if (!bringsDefinition(message) && Object.keys(told).length === 0) return nothingToDo();
  const machine = stateMachineOf(before);
  if (!machine) return stateMachineDoesNotExist(message.name, arns);
  const read = bringsDefinition(message) ? definitionOf(message, machine.machineType) : ({ ok: true } as const);
  if (!read.ok) return read;
  const definition = 'definition' in read && !sameJson(read.definition, machine.definition) ? read : undefined;
  const updated =
    definition || changes(machine, told) ? revisionAfter(machine, definition ?? machine, told) : undefined;
  const version = updated?.version ?? machine.version;
  const events: RegistryEvent[] = updated ? [updated] : [];
  const result = { revision: version, ...(updated && { revisionId: updated.revisionId }), updatedAt: at };
  if (!message.publish) return { ok: true, events, result };
  const there = machine.published.find((it) => it.version === version);
  const published = there ? undefined : publish(machine, version, message.versionDescription);
  if (published && !published.ok) return published;
  if (published) events.push(published.event);
  return { ok: true, events, result: { ...result, number: there?.number ?? published!.event.number } };
};

const bringsDefinition = ({ definition, definitionText }: MessageOf<'UpdateStateMachine'>): boolean =>
  definition !== undefined || definitionText !== undefined;

/** The next revision as a whole: what the update does not name stays as it was. */
function revisionAfter(machine: StateMachineEntity, definition: Definition, told: Configuration) {
  const { name, machineType } = machine;
  const version = machine.version + 1;
  return {
    type: 'StateMachineUpdated',
    name,
    version,
    definition: definition.definition,
    ...(definition.definitionText !== undefined && { definitionText: definition.definitionText }),
    ...(machineType !== 'STANDARD' && { machineType }),
    ...configurationOf(machine),
    ...told,
    revisionId: revisionId(name, version),
  } as const;
}

const nothingToDo = (): Refused =>
  refuse(
    'MissingRequiredParameter',
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  );
