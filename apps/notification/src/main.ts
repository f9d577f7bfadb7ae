import 'reflect-metadata';
import { runParticipant } from '#participant';
import { NOTIFICATION, NotificationModule } from './index.js';

await runParticipant(NotificationModule, NOTIFICATION);
