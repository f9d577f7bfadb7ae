import { startDbos } from './dbos.js';
import { startRestate } from './restate.js';
import type { StartSystem } from '../system.js';

export const RIVALS: Readonly<Record<string, StartSystem>> = { restate: startRestate, dbos: startDbos };
