import 'reflect-metadata';
import { runParticipant } from '#participant';
import { ORDER, OrderModule } from './index.js';

await runParticipant(OrderModule, ORDER);
