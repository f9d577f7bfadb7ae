import { z } from 'zod';
import type { Json } from '#contracts';
import { isOver, visitsIn, type Execution, type RunningExecution, type Step, type Undo } from '#engine';
import type { ExecutionDetails } from '#views';
import { redriveStatusOf } from '../step-functions/redrive-status.js';
import type { Folded } from './fold-execution.js';
import type { OperatorService } from './operator-service.js';
import { execution, instant, json } from './schemas.js';
import { iso, shown } from './shown.js';

const undo = z.object({
  status: z.enum(['PENDING', 'OUT', 'FAILED', 'RETRYING', 'BLOCKED', 'COMPENSATED', 'RESOLVED', 'SKIPPED']),
  attempt: z.int(),
  error: z.string().optional(),
  cause: z.string().optional(),
  by: z.string().optional(),
  why: z.string().optional(),
  because: z.string().optional(),
});

/** One visit of a state that may have had an effect. */
const step = z.object({
  state: z.string(),
  visit: z.int(),
  attempt: z.int(),
  outcome: z.enum(['RUNNING', 'SUCCEEDED', 'UNKNOWN', 'REFUSED']),
  output: json.optional(),
  error: z.string().optional(),
  undo: undo.optional(),
});

const stand = z.object({
  state: z.string(),
  visit: z.int(),
  type: z.string(),
  phase: z.string(),
  since: instant,
});

export const executionDetails = execution.extend({
  input: json.optional(),
  output: json.optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  redrivable: z.boolean(),
  notRedrivableBecause: z.string().optional(),
  current: z.array(stand).describe('The states that it is in'),
  steps: z.array(step).describe('What may have an effect that can be undone'),
  waiting: z.array(z.string()).describe('The states whose undo waits for a person'),
  variables: z.record(z.string(), json),
});

export function described(
  details: ExecutionDetails,
  { execution, running }: Folded,
  { arns, now }: Pick<OperatorService, 'arns' | 'now'>,
) {
  const { input, output, error, cause } = details;
  const { redriveStatus, redriveStatusReason } = {
    redriveStatusReason: undefined,
    ...redriveStatusOf(details, now()),
    ...(details.parent === undefined && hasNothingLeft(execution) && NOTHING_LEFT),
  };
  const isRunning = execution.status === 'RUNNING';
  return {
    ...shown(details, arns),
    input: JSON.parse(input) as Json,
    ...(output !== undefined && { output: JSON.parse(output) as Json }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    // One that waits for a person goes on with a redrive.
    redrivable: redriveStatus === 'REDRIVABLE' || (isRunning && execution.paused !== undefined),
    ...(redriveStatusReason !== undefined && { notRedrivableBecause: redriveStatusReason }),
    current: isRunning ? standsOf(execution) : [],
    steps: (running?.steps ?? []).map(shownStep),
    waiting: waitingIn({ execution, running }),
    variables: { ...running?.root.variables },
  };
}

/** What it would go on with is not known, or cannot be gone on with. */
const hasNothingLeft = (execution: Execution): boolean =>
  isOver(execution) && execution.status !== 'SUCCEEDED' && execution.compensationStatus === 'NONE' && !execution.resume;

const NOTHING_LEFT = {
  redriveStatus: 'NOT_REDRIVABLE' as const,
  redriveStatusReason: 'A part of it was undone',
};

const standsOf = ({ root }: RunningExecution) =>
  Array.from(visitsIn(root), ({ state, visit, type, doing, enteredAt }) => ({
    state,
    visit,
    type,
    phase: doing.phase,
    since: iso(enteredAt),
  }));

function shownStep({ state, visit, attempt, outcome, output, error, undo }: Step) {
  return {
    state,
    visit,
    attempt,
    outcome,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(undo && { undo: shownUndo(undo) }),
  };
}

function shownUndo(undo: Undo) {
  const { status, attempt } = undo;
  switch (undo.status) {
    case 'BLOCKED':
    case 'FAILED':
      return { status, attempt, ...undo.problem };
    case 'RESOLVED':
      return { status, attempt, by: undo.by, why: undo.why };
    case 'SKIPPED':
      return { status, attempt, because: undo.because };
    default:
      return { status, attempt };
  }
}

/** The states whose undo waits for a person. */
export const waitingIn = ({ execution }: Folded): string[] =>
  execution.status === 'RUNNING'
    ? execution.steps.filter(({ undo }) => undo?.status === 'BLOCKED').map(({ state }) => state)
    : [];
