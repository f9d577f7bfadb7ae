import { isDeepStrictEqual } from 'node:util';
import { compile, notRunYet } from '#asl';
import type { Json, MessageOf, StateMachineEvent } from '#contracts';

/** A state machine as its partition's owner knows it. */
export interface StateMachineEntity {
  readonly name: string;
  readonly version: number;
  readonly definition: { readonly [field: string]: Json };
}

export type Decided<E> =
  | { readonly ok: true; readonly events: readonly E[] }
  | { readonly ok: false; readonly error: string; readonly cause: string };

type Change = MessageOf<'CreateStateMachine'> | MessageOf<'UpdateStateMachine'>;

/** A definition that is there already changes nothing, so a repeated message is answered like the first. */
export function decideStateMachine(
  entity: StateMachineEntity | undefined,
  message: Change,
): Decided<StateMachineEvent> {
  const { name, definition } = message;
  const creates = message.type === 'CreateStateMachine';
  if (!creates && !entity) return no('StateMachineDoesNotExist', `There is no state machine ${name}; create it first.`);
  if (entity && isDeepStrictEqual(entity.definition, definition)) return { ok: true, events: [] };
  if (creates && entity) {
    return no('StateMachineAlreadyExists', `State machine ${name} exists with another definition; update it instead.`);
  }
  const compiled = compile(definition);
  const problems = compiled.ok ? notRunYet(definition) : compiled.problems;
  if (problems.length > 0)
    return no('InvalidDefinition', problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const version = (entity?.version ?? 0) + 1;
  return {
    ok: true,
    events: [{ type: creates ? 'StateMachineCreated' : 'StateMachineUpdated', name, version, definition }],
  };
}

export const evolveStateMachine = ({ name, version, definition }: StateMachineEvent): StateMachineEntity => ({
  name,
  version,
  definition,
});

const no = (error: string, cause: string) => ({ ok: false, error, cause }) as const;
