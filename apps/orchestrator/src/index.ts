export * from './configuration.js';
export * from './orchestrator.js';
export * from './orchestrator.module.js';
