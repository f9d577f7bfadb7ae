import { INITIAL_REVISION, revisionId, type MessageOf } from '#contracts';
import { happened, refuse, type Decide } from '../decide.js';
import { publish } from '../publish.js';
import { stateMachineDoesNotExist } from '../refusals.js';
import { stateMachineOf, type StateMachineEntity } from '../resource.js';

/**
 * A revision is published once: "it doesn't create a duplicate state machine version if it already exists".
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html
 */
export const publishStateMachineVersion: Decide<'PublishStateMachineVersion'> = (before, message, { at, arns }) => {
  const machine = stateMachineOf(before);
  if (!machine) return stateMachineDoesNotExist(message.name, arns);
  const other = otherRevision(machine, message);
  if (other !== undefined) {
    const current = machine.revisionId ?? INITIAL_REVISION;
    return refuse(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${other}. The current State Machine revision is ${current}.`,
    );
  }
  const there = machine.published.find(({ version }) => version === machine.version);
  if (there) return { ok: true, events: [], result: { number: there.number, createdAt: there.createdAt } };
  const published = publish(machine, machine.version, message.description);
  if (!published.ok) return published;
  return { ...happened(published.event), result: { number: published.event.number, createdAt: at } };
};

/** The revision that is to be published, if it is not what the state machine is now. */
function otherRevision(
  machine: StateMachineEntity,
  {
    revision = machine.version,
    revisionId: id = machine.revisionId ?? INITIAL_REVISION,
  }: MessageOf<'PublishStateMachineVersion'>,
): string | undefined {
  if (id !== (machine.revisionId ?? INITIAL_REVISION)) return id;
  return revision === machine.version ? undefined : revisionId(machine.name, revision);
}
