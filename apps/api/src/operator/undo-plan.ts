import { z } from 'zod';
import { compile } from '#asl';
import { undoPlan as planOf, type UndoPreview } from '#engine';
import { endpoint } from './endpoint.js';
import { found } from './executions.js';
import { foldExecution } from './fold-execution.js';
import { Problem } from './problem.js';
import { compensationStatus, executionId, executionStatus, json } from './schemas.js';

const line = z.object({
  state: z.string(),
  visit: z.int(),
  command: z.string(),
  resource: z.string(),
  because: z.string(),
  input: json.optional(),
  error: z.string().optional().describe('Why its input cannot be computed'),
  cause: z.string().optional(),
});

export const undoPlan = endpoint({
  method: 'GET',
  path: '/executions/{id}/undo-plan',
  name: 'UndoPlan',
  summary:
    'What would be undone, in which order and why, if the execution failed now; while it is undone, what is left',
  tag: 'undo',
  role: 'reader',
  params: executionId,
  answer: z.object({
    execution: z.string(),
    status: executionStatus,
    compensationStatus,
    plan: z.array(line),
    explanation: z.array(z.string()).describe('The plan as sentences'),
  }),
  run: async ({ params }, { views }) => {
    const details = await found(params.id, { views });
    const id = details.parent ?? details.id;
    const { execution } = await foldExecution(views, id);
    const stateMachine = details.parent === undefined ? details.stateMachine : details.stateMachine.split('/')[0]!;
    const revision = await views.revision(stateMachine, details.revision);
    if (!revision) throw new Problem('away', `The views do not have the definition of ${id} yet.`);
    const compiled = compile(JSON.parse(revision.definition));
    if (!compiled.ok)
      throw new Problem('not-now', `The definition of ${id} is not valid, so nothing is planned by it.`);
    const plan = await planOf(compiled.machine, execution);
    const { status, compensationStatus } = details;
    return { execution: id, status, compensationStatus, plan: plan.map(shownLine), explanation: explain(plan, status) };
  },
});

function shownLine({ state, visit, command, resource, because, input, problem }: UndoPreview) {
  return { state, visit, command, resource, because, ...(input !== undefined && { input }), ...problem };
}

function explain(plan: readonly UndoPreview[], status: string): string[] {
  if (plan.length === 0)
    return [status === 'RUNNING' ? 'There is nothing to undo.' : 'It has ended; nothing is left to undo.'];
  return plan.map(({ command, resource, because, problem, child }, i) => {
    const does = child
      ? `Let the execution ${child.execution} undo itself`
      : command === ''
        ? `Ask how ${resource} ended`
        : command;
    const but = problem ? `, but its input cannot be computed: ${problem.cause ?? problem.error}` : '';
    return `${i + 1}. ${does}, because ${because}${but}.`;
  });
}
