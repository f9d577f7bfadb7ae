export { integrationsFrom, type Integration } from './integrations.js';
