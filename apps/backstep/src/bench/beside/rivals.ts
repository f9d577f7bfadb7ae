import { startDbos } from './dbos.js';
import { startRestate } from './restate.js';
import type { StartRival } from './rival.js';

export const RIVALS: Readonly<Record<string, StartRival>> = { restate: startRestate, dbos: startDbos };
