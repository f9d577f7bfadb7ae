export type { DecidedResource, Moment, ResourceMessage, ResourceMessageType } from './decide.js';
export { decideResource, isResourceMessage } from './decide-resource.js';
export { definitionsFrom, stateMachineRecord } from './definitions-from.js';
export { grantsFrom } from './grants-from.js';
export { evolveResource } from './evolve-resource.js';
export * from './resource.js';
