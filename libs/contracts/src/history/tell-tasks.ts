import type { EventOf } from '../execution-events.js';
import type { HistoryWriter } from './chains.js';
import { inputOf, outputOf, problemOf } from './said.js';
import { scopeOf } from './state-path.js';
import { taskResource, type TaskResource } from './task-resource.js';
import type { HistoryOf } from './tell.js';

type Scheduled = EventOf<'TaskScheduled'>;

export function scheduled(writer: HistoryWriter, event: Scheduled, of: HistoryOf): void {
  const scope = scopeOf(event.state);
  const resource = taskResource(event.resource);
  writer.set(scope, { ...writer.chain(scope), resource: event.resource });
  switch (resource.family) {
    case 'LambdaFunction':
      writer.next(scope, {
        type: 'LambdaFunctionScheduled',
        lambdaFunctionScheduledEventDetails: toFunction(event, of),
      });
      writer.next(scope, { type: 'LambdaFunctionStarted' });
      return;
    case 'Activity':
      writer.next(scope, { type: 'ActivityScheduled', activityScheduledEventDetails: toActivity(event, of) });
      return;
    case 'Task': {
      const integration = integrationOf(resource);
      const taskScheduledEventDetails = { ...integration, ...toService(event, of) };
      writer.next(scope, { type: 'TaskScheduled', taskScheduledEventDetails });
      writer.next(scope, { type: 'TaskStarted', taskStartedEventDetails: integration });
    }
  }
}

const toFunction = (event: Scheduled, of: HistoryOf) => ({
  ...inputOf(event.input),
  resource: event.resource,
  ...timeoutOf(event, of),
  ...credentialsOf(event),
});

const toActivity = (event: Scheduled, of: HistoryOf) => ({
  ...inputOf(event.input),
  resource: event.resource,
  ...timeoutOf(event, of),
  ...heartbeatOf(event),
});

const toService = (event: Scheduled, of: HistoryOf) => ({
  region: of.arns.region,
  parameters: JSON.stringify(event.input),
  ...timeoutOf(event, of),
  ...heartbeatOf(event),
  ...credentialsOf(event),
});

const timeoutOf = ({ dueAt }: Scheduled, { at }: HistoryOf) =>
  dueAt === undefined ? {} : { timeoutInSeconds: Math.round((dueAt - at) / 1000) };

const heartbeatOf = ({ heartbeatSeconds }: Scheduled) =>
  heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds };

const credentialsOf = ({ credentials }: Scheduled) => (credentials ? { taskCredentials: credentials } : {});

const integrationOf = ({ resourceType, resource }: Extract<TaskResource, { family: 'Task' }>) => ({
  resource,
  resourceType,
});

const resourceOf = (writer: HistoryWriter, scope: string): TaskResource =>
  taskResource(writer.chain(scope).resource ?? '');

export function activityStarted(writer: HistoryWriter, { type, state, workerName }: EventOf<'ActivityStarted'>): void {
  const activityStartedEventDetails = workerName === undefined ? {} : { workerName };
  writer.next(scopeOf(state), { type, activityStartedEventDetails });
}

export function submitted(writer: HistoryWriter, { type, state, output }: EventOf<'TaskSubmitted'>): void {
  const scope = scopeOf(state);
  const resource = resourceOf(writer, scope);
  if (resource.family !== 'Task') return;
  writer.next(scope, { type, taskSubmittedEventDetails: { ...outputOf(output), ...integrationOf(resource) } });
}

export function succeeded(writer: HistoryWriter, { state, output }: EventOf<'TaskSucceeded'>): void {
  const scope = scopeOf(state);
  const resource = resourceOf(writer, scope);
  const details = outputOf(output);
  switch (resource.family) {
    case 'LambdaFunction':
      writer.next(scope, { type: 'LambdaFunctionSucceeded', lambdaFunctionSucceededEventDetails: details });
      return;
    case 'Activity':
      writer.next(scope, { type: 'ActivitySucceeded', activitySucceededEventDetails: details });
      return;
    case 'Task':
      writer.next(scope, {
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...details, ...integrationOf(resource) },
      });
  }
}

export function failed(writer: HistoryWriter, event: EventOf<'TaskFailed'>): void {
  const scope = scopeOf(event.state);
  const resource = resourceOf(writer, scope);
  const details = problemOf(event);
  switch (resource.family) {
    case 'LambdaFunction':
      writer.next(scope, { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: details });
      return;
    case 'Activity':
      writer.next(scope, { type: 'ActivityFailed', activityFailedEventDetails: details });
      return;
    case 'Task':
      writer.next(scope, { type: 'TaskFailed', taskFailedEventDetails: { ...details, ...integrationOf(resource) } });
  }
}

export function timedOut(writer: HistoryWriter, event: EventOf<'TaskTimedOut'>): void {
  const scope = scopeOf(event.state);
  const resource = resourceOf(writer, scope);
  const details = problemOf(event);
  switch (resource.family) {
    case 'LambdaFunction':
      writer.next(scope, { type: 'LambdaFunctionTimedOut', lambdaFunctionTimedOutEventDetails: details });
      return;
    case 'Activity':
      writer.next(scope, { type: 'ActivityTimedOut', activityTimedOutEventDetails: details });
      return;
    case 'Task':
      writer.next(scope, {
        type: 'TaskTimedOut',
        taskTimedOutEventDetails: { ...details, ...integrationOf(resource) },
      });
  }
}
