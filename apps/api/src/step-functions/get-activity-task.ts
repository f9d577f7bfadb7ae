import { setTimeout as pause } from 'node:timers/promises';
import { taskTokenOf } from '#engine';
import type { OpenTask } from '#views';
import { required } from '../shapes/shape.js';
import { operation, type Service } from './operation.js';
import { activityDoesNotExist } from './refusals.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** How long a worker waits for a task, and how often somebody looks for one meanwhile. */
const WAIT_MS = 60_000;
const LOOK_MS = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
export const getActivityTask = operation(
  'GetActivityTask',
  { activityArn: required(shapes.arn), workerName: shapes.name },
  async ({ activityArn, workerName }, service, { signal }) => {
    const { views, arns, now } = service;
    const { name } = arns.read(activityArn, 'activity');
    if (!(await views.activity(name))) throw activityDoesNotExist(activityArn);
    for (const end = now() + WAIT_MS; now() < end && !signal.aborted;) {
      for (const task of await views.openTasks(name)) {
        const taken = signal.aborted ? undefined : await take(task, workerName, service);
        if (taken) return taken;
      }
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return {};
  },
);

/** The owner of the execution decides who gets it; undefined if somebody else was faster. */
async function take(task: OpenTask, workerName: string | undefined, { inbox }: Service) {
  const { execution, nonce, leg, input } = task;
  const taskToken = taskTokenOf({ id: execution, nonce }, leg, task);
  try {
    await inbox.ask(execution, { type: 'GetActivityTask', taskToken, ...(workerName !== undefined && { workerName }) });
    return { taskToken, input };
  } catch (error) {
    if (error instanceof StepFunctionsError && error.name !== 'ServiceUnavailable') return undefined;
    throw error;
  }
}
