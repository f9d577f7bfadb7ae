export { integrationsFrom, type Integration } from './integrations.js';
export { InvalidConfiguration } from './configuration.js';
