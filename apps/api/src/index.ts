export { Api } from './api.js';
export { ApiModule, type ApiOptions } from './api.module.js';
export { DEFAULT_PORT, settingsFrom, type Settings } from './configuration.js';
export { serveApi, type ServeOptions } from './serve-api.js';
export { ENDPOINTS } from './operator/endpoints.js';
export { openApi } from './operator/open-api.js';
export { rebuild } from './projector/index.js';
