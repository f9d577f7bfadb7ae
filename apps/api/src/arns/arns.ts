import { activityArn, executionArn, mapRunArn, stateMachineArn, type ArnScope } from '#contracts';
import type { ArnOf, ArnType } from './arn.js';
import { readArn } from './read-arn.js';

/** ARNs of this service's region and account. */
export class Arns {
  constructor(readonly scope: ArnScope) {}

  /** @throws StepFunctionsError `InvalidArn` unless it is one of these types and of this region and account. */
  read<T extends ArnType>(arn: string, ...types: readonly T[]): ArnOf<T> {
    return readArn(arn, types, this.scope);
  }

  /** A state machine, or with a qualifier a version or an alias of it. */
  stateMachine(name: string, qualifier?: number | string): string {
    const arn = stateMachineArn(name, this.scope);
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
  }

  execution(id: string): string {
    return executionArn(id, this.scope);
  }

  activity(name: string): string {
    return activityArn(name, this.scope);
  }

  mapRun(stateMachine: string, label: string, run: string): string {
    return mapRunArn(stateMachine, { label, run }, this.scope);
  }
}
