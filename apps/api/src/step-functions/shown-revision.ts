import { revisionId } from '#contracts';
import type { Revision, StateMachineDetails } from '#views';

/** What the API says of a revision: nothing of the first one. */
export const shownRevision = (
  { stateMachine, revision, createdAt }: Revision,
  machine: StateMachineDetails | undefined,
): { revisionId?: string } =>
  machine === undefined || createdAt === machine.createdAt ? {} : { revisionId: revisionId(stateMachine, revision) };
