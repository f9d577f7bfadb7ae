import { z } from 'zod';
import { waitingIn } from './described-execution.js';
import { endpoint } from './endpoint.js';
import { found } from './executions.js';
import { foldExecution } from './fold-execution.js';
import type { OperatorService } from './operator-service.js';
import { Problem } from './problem.js';
import { execution, executionId, json, word } from './schemas.js';
import { shown } from './shown.js';
import { redrive, stop } from './stop-and-redrive.js';

const shared = { method: 'POST', role: 'operator', params: executionId, answer: execution } as const;

export const resolveCompensation = endpoint({
  ...shared,
  path: '/executions/{id}/resolve',
  name: 'ResolveCompensation',
  summary: 'Say how an undo that failed for good goes on: try it again, done by hand, skip it, or give up all the rest',
  tag: 'undo',
  body: z
    .strictObject({
      state: z.string().min(1).describe('Whose undo waits'),
      visit: z.int().positive().optional().describe('Which visit of the state; default: the latest that waits'),
      how: z.enum(['RETRY', 'RESOLVED', 'SKIP', 'GIVE_UP']),
      input: json.optional().describe('With RETRY: instead of the computed input'),
      ...word,
    })
    .refine(({ how, input }) => input === undefined || how === 'RETRY', {
      path: ['input'],
      message: 'goes with RETRY only',
    }),
  run: async ({ params, body }, service) => {
    const { id, parent } = await found(params.id, service);
    const entity = parent ?? id;
    const { state, visit, how, input, by, why } = body;
    const waiting = waitingIn(await foldExecution(service.views, entity));
    if (!waiting.includes(state)) throw nothingWaits(entity, state, waiting);
    await service.inbox.ask(entity, {
      type: 'ResolveCompensation',
      execution: entity,
      state,
      ...(visit !== undefined && { visit }),
      how,
      ...(input !== undefined && { input }),
      by,
      why,
    });
    return after(id, service);
  },
});

const nothingWaits = (id: string, state: string, waiting: readonly string[]): Problem =>
  new Problem('not-now', `No undo of '${state}' of '${id}' waits for a person.`, {
    next:
      waiting.length > 0
        ? `Decide on one of these: ${waiting.join(', ')}.`
        : 'Nothing of it waits. GET /api/executions?compensationStatus=BLOCKED lists what does.',
  });

export const stopExecution = endpoint({
  ...shared,
  path: '/executions/{id}/stop',
  name: 'StopExecution',
  summary: 'Stop an execution; what it did is undone, as its definition says',
  tag: 'executions',
  body: z.strictObject({
    ...word,
    error: z.string().max(256).optional().describe('A short name for the reason'),
    cause: z.string().max(32_768).optional().describe('Default: why'),
    undo: z.boolean().optional().describe('false: nothing is undone. Default: what the definition says'),
  }),
  run: async ({ params, body }, service) => {
    await stop(await found(params.id, service), body, service);
    return after(params.id, service);
  },
});

export const redriveExecution = endpoint({
  ...shared,
  path: '/executions/{id}/redrive',
  name: 'RedriveExecution',
  summary: 'Go on with an execution that failed, or that waits for a person, from where it was',
  tag: 'executions',
  body: z.strictObject(word),
  run: async ({ params, body }, service) => {
    await redrive(await found(params.id, service), body, service);
    return after(params.id, service);
  },
});

const after = async (id: string, service: OperatorService) => shown(await found(id, service), service.arns);
