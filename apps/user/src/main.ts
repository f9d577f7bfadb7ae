import 'reflect-metadata';
import { runParticipant } from '#participant';
import { USER, UserModule } from './index.js';

await runParticipant(UserModule, USER);
