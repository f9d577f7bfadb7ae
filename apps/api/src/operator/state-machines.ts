import { z } from 'zod';
import type { Json } from '#contracts';
import type { ExecutionCounts } from '#views';
import { endpoint } from './endpoint.js';
import { Problem } from './problem.js';
import { instant, json, pageOf as pageSchema, paging } from './schemas.js';
import { iso, pageOf } from './shown.js';

const tag = 'state machines';

const counts = z.object({
  byStatus: z.record(z.string(), z.int()),
  byCompensation: z.record(z.string(), z.int()).describe('Without those that undo nothing'),
});

const stateMachine = z.object({
  name: z.string(),
  stateMachineArn: z.string(),
  type: z.string(),
  createdAt: instant,
  executions: counts,
});

function countsOf({ byStatus, byCompensation }: ExecutionCounts, name: string) {
  const own = <T extends { readonly stateMachine: string }>(all: readonly T[]) =>
    all.filter((one) => one.stateMachine === name);
  return {
    byStatus: Object.fromEntries(own(byStatus).map(({ status, count }) => [status, count])),
    byCompensation: Object.fromEntries(
      own(byCompensation).map(({ compensationStatus, count }) => [compensationStatus, count]),
    ),
  };
}

export const listStateMachines = endpoint({
  method: 'GET',
  path: '/state-machines',
  name: 'ListStateMachines',
  summary: 'State machines by name, and how many executions of each are how',
  tag,
  role: 'reader',
  query: z.strictObject(paging),
  answer: pageSchema(stateMachine),
  run: async ({ query: { limit, token } }, { views, arns }) => {
    const page = await views.stateMachines({ limit, ...(token !== undefined && { token }) });
    const all = await views.counts();
    return pageOf(page, ({ name, type, createdAt }) => ({
      name,
      stateMachineArn: arns.stateMachine(name),
      type,
      createdAt: iso(createdAt),
      executions: countsOf(all, name),
    }));
  },
});

export const describeStateMachine = endpoint({
  method: 'GET',
  path: '/state-machines/{name}',
  name: 'DescribeStateMachine',
  summary: 'One state machine with its latest definition',
  tag,
  role: 'reader',
  params: z.object({ name: z.string().min(1).max(80) }),
  answer: stateMachine.extend({ revision: z.int(), updatedAt: instant.optional(), definition: json }),
  run: async ({ params: { name } }, { views, arns }) => {
    const machine = await views.stateMachine(name);
    if (!machine)
      throw new Problem('not-found', `There is no state machine '${name}'.`, {
        next: 'GET /api/state-machines lists those there are.',
      });
    const { type, createdAt, updatedAt, revision, definition } = machine;
    return {
      name,
      stateMachineArn: arns.stateMachine(name),
      type,
      createdAt: iso(createdAt),
      ...(updatedAt !== undefined && { updatedAt: iso(updatedAt) }),
      executions: countsOf(await views.counts(name), name),
      revision,
      definition: JSON.parse(definition) as Json,
    };
  },
});
