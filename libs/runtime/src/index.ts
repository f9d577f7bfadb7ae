export {
  InvalidConfiguration,
  readEnvironment,
  wrongEnvironment,
  type Environment,
} from './environment/read-environment.js';
export { watchProcess } from './metrics/watch-process.js';
export { outliveLosses } from './postgres/outlive-losses.js';
export { startTracing, type Tracing } from './telemetry/start-tracing.js';
export {
  continueTrace,
  currentTrace,
  isTracing,
  openSpan,
  traceHeaders,
  traceIn,
  type OpenSpan,
  type SpanFacts,
  type Told,
} from './telemetry/spans.js';
