import 'reflect-metadata';
import { runParticipants } from '#participant';
import { integrationsFrom } from './index.js';

await runParticipants(() => integrationsFrom(process.env));
