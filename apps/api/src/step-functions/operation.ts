import type { Reading } from '#views';
import type { Role } from '../access/access-keys.js';
import type { Arns } from '../arns/arns.js';
import type { Asks } from '../asking/asks.js';
import type { FieldsOf, StructureShape } from '../shapes/shape.js';
import type { Declared, Input, OperationName, Output } from './operation-types.js';

export interface Changes {
  /** Resolves with the next change of an entity, or when the signal says that nobody waits any more. */
  next(entity: string, signal: AbortSignal): Promise<void>;
}

/** What operations work with. */
export interface Service {
  readonly views: Reading;
  readonly arns: Arns;
  /** The way of every change: a message, and what came of it. */
  readonly inbox: Asks;
  /** Of entities, once the views know of them. */
  readonly changes: Changes;
  /** Epoch milliseconds. */
  now(): number;
}

/** One call, apart from its input. */
export interface Call {
  /** Aborted when the caller is gone, or this process ends. */
  readonly signal: AbortSignal;
  /**
   * For what takes more than the operation itself does.
   * @throws StepFunctionsError `AccessDeniedException` unless the caller has this role.
   */
  readonly allow: (role: Role) => void;
}

/** One operation of the API: what it takes, and what it does. */
export interface Operation<O extends OperationName> {
  readonly input: StructureShape<FieldsOf<Declared<O>>>;
  /** @throws StepFunctionsError if it is refused. */
  run(input: Input<O>, service: Service, call: Call): Promise<Output<O>>;
}

/** @param fields a row for each field of the official client's input type, with the rules of the service model. */
export const operation = <O extends OperationName>(
  name: O,
  fields: FieldsOf<Declared<O>>,
  run: Operation<O>['run'],
): Operation<O> => ({ input: { kind: 'structure', name: `${name}Input`, fields }, run });
