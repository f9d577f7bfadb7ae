export { asyncApi, type AsyncApiOptions } from './async-api.js';
export { jsonSchemas, type JsonSchema } from './schemas.js';
