import type { JsonObject } from '#asl';
import { executionArn, expressExecutionArn, iterationId, iterationName, type Json } from '#contracts';
import type { InState } from './scopes/scope-state.js';
import type { RunningExecution } from './execution.js';
import { instantOf } from './instant.js';
import { scopeOf } from './scopes/scope-path.js';
import { childAround } from './scopes/scope-tree.js';

/** `$$.Execution` in a state. An EXPRESS execution is never redriven. */
export function executionObject(execution: RunningExecution, position: InState | undefined): JsonObject {
  const { id, name, input, startedAt, express, redrives } = childOf(execution, position) ?? itselfOf(execution);
  const { roleArn } = execution;
  return {
    Id: id,
    Input: input,
    Name: name,
    ...(roleArn !== undefined && { RoleArn: roleArn }),
    StartTime: instantOf(startedAt),
    ...(!express && { RedriveCount: redrives?.count ?? 0 }),
    ...(!express && redrives?.at !== undefined && { RedriveTime: instantOf(redrives.at) }),
  };
}

/** An execution as it is seen from outside. */
interface Seen {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  readonly input: Json;
  readonly startedAt: number;
  readonly express: boolean;
  readonly redrives?: { readonly count: number; readonly at?: number | undefined } | undefined;
}

function itselfOf({ id, name, input, startedAt, express, redrives }: RunningExecution): Seen {
  const arn = express ? expressExecutionArn(id) : executionArn(id);
  return { id: arn, name, input, startedAt, express: express ?? false, redrives };
}

/** The iteration of a Distributed Map that the state is in; of one that began before they kept their inputs nothing is known. */
function childOf(execution: RunningExecution, position: InState | undefined): Seen | undefined {
  const child = position && childAround(execution, scopeOf(position.state));
  if (!child) return undefined;
  const { run, express = false, iteration } = child;
  const { index, begun, redrives: count = 0, redrivenAt: at } = iteration;
  if (begun?.input === undefined) return undefined;
  return {
    id: executionArn(iterationId(execution.stateMachine, run, index)),
    name: iterationName(run, index),
    input: begun.input,
    startedAt: begun.startedAt,
    express,
    redrives: { count, at },
  };
}
