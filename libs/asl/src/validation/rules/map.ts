import { exactlyOneOf, notBoth } from './one-of.js';

/** https://states-language.net/spec.html#map-state */
export const mapRules = [
  exactlyOneOf('MAP_PROCESSOR', 'A Map state', 'ItemProcessor', 'Iterator'),
  notBoth('A Map state', 'ItemSelector', 'Parameters'),
  notBoth('A Map state', 'MaxConcurrency', 'MaxConcurrencyPath'),
  notBoth('A Map state', 'ToleratedFailureCount', 'ToleratedFailureCountPath'),
  notBoth('A Map state', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'),
];
