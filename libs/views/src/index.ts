export * from './model/activity.js';
export * from './model/execution.js';
export * from './model/history.js';
export * from './model/map-run.js';
export * from './model/page.js';
export * from './model/state-machine.js';
export { openViews, type ViewsPlace } from './open-views.js';
export { SqlViews, type ViewsOptions } from './sql-views.js';
export * from './views.js';
