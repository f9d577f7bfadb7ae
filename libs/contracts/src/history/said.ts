import type { Problem, Variables } from '../execution-events.js';
import type { Json } from '../json.js';
import type { DataDetails } from './history-event.js';

/** Parts that details are made of. */

const WHOLE: DataDetails = { truncated: false };

export const inputOf = (value: Json) => ({ input: JSON.stringify(value), inputDetails: WHOLE });
export const outputOf = (value: Json) => ({ output: JSON.stringify(value), outputDetails: WHOLE });

export const assignedOf = (assigned: Variables | undefined) =>
  assigned && {
    assignedVariables: Object.fromEntries(
      Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    assignedVariablesDetails: WHOLE,
  };

export const problemOf = ({ error, cause }: Problem) => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});
