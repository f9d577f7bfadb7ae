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
import { prune } from './prune.js';
import { rebuild } from './rebuild.js';
import { redrive } from './redrive.js';
import { resolve } from './resolve.js';
import { show } from './show.js';
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
  show,
  history,
  undoPlan,
  locks,
  stop,
  redrive,
  resolve,
  log,
  verify,
  rebuild,
  prune,
  doctor,
  contracts,
  demo,
];
