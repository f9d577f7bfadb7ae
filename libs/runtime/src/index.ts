export {
  InvalidConfiguration,
  readEnvironment,
  wrongEnvironment,
  type Environment,
} from './environment/read-environment.js';
export { outliveLosses } from './postgres/outlive-losses.js';
