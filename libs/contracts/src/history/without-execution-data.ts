import type { HistoryEvent } from './history-event.js';

/** What is data of the execution, and what tells about it. */
const DATA: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/** An event as GetExecutionHistory answers it with `includeExecutionData: false`. */
export function withoutExecutionData<E extends HistoryEvent>(event: E): E {
  const fields = Object.entries(event).map(([name, value]) => [
    name,
    typeof value === 'object' ? Object.fromEntries(Object.entries(value).filter(([field]) => !DATA.has(field))) : value,
  ]);
  return Object.fromEntries(fields) as E;
}
