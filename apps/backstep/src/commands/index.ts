import type { Command } from '../command-line/command.js';
import { broker } from './broker.js';
import { contracts } from './contracts.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { history } from './history.js';
import { list } from './list.js';
import { locks } from './locks.js';
import { log } from './log.js';
import { machines } from './machines.js';
import { api, orchestrator, service } from './part.js';
import { resolve } from './resolve.js';
import { start } from './start.js';
import { stop } from './stop.js';
import { undoPlan } from './undo-plan.js';
import { up } from './up.js';
import { verify } from './verify.js';
import { watch } from './watch.js';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  broker,
  orchestrator,
  api,
  service,
  machines,
  start,
  watch,
  list,
  history,
  undoPlan,
  locks,
  stop,
  resolve,
  log,
  verify,
  doctor,
  contracts,
  demo,
];
