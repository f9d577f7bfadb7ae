import type { Service } from '../step-functions/operation.js';

/** What the endpoints for operators work with. */
export interface OperatorService extends Service {}
