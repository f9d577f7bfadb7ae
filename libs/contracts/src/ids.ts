/**
 * The ids that join the records. All are derived, never drawn: the same decision gives the same ids on every replay,
 * which is what makes a second dispatch the same command.
 */

/** `signup:order-4711`: an execution's id, which is its key on every topic. */
export const executionId = (stateMachine: string, name: string): string => `${stateMachine}:${name}`;

/**
 * Of an execution whose name may be used again, which is one of a state machine of the type EXPRESS: each has an id of
 * its own behind its name.
 */
export const expressExecutionId = (stateMachine: string, name: string, run: string): string =>
  `${stateMachine}:${name}:${run}`;

/** `activity/pack`: an activity's id. No state machine and no execution is called so. */
export const activityId = (name: string): string => `${ACTIVITY}${name}`;

/** The name in an activity's id; undefined for the id of anything else. */
export const activityIn = (id: string): string | undefined =>
  id.startsWith(ACTIVITY) ? id.slice(ACTIVITY.length) : undefined;

const ACTIVITY = 'activity/';

/** `lock/stock-4711`: a lock's id. No state machine and no execution is called so. */
export const lockId = (key: string): string => `${LOCK}${key}`;

/** The key in a lock's id; undefined for the id of anything else. */
export const lockIn = (id: string): string | undefined => (id.startsWith(LOCK) ? id.slice(LOCK.length) : undefined);

const LOCK = 'lock/';

/** The state machine's and the execution's name in an execution's id; undefined for the id of anything else. */
export function namesIn(id: string): { stateMachine: string; name: string } | undefined {
  const colon = id.indexOf(':');
  return colon > 0 && colon < id.length - 1
    ? { stateMachine: id.slice(0, colon), name: id.slice(colon + 1) }
    : undefined;
}

/** Forward, or the compensation of it. */
export type Leg = 'F' | 'C';

/** One visit of one state: `state` is its path through the scopes (`ShipAll[3].Ship`), `visit` counts from 1. */
export interface Visit {
  readonly state: string;
  readonly visit: number;
}

/** `signup:order-4711/PlaceOrder/1/F`: one per visit and leg, shared by all attempts. */
export const commandId = (execution: string, { state, visit }: Visit, leg: Leg): string =>
  `${execution}/${state}/${visit}/${leg}`;

/** `signup:order-4711/ShipAll/1/W3`: the third time that results of a Map's visit are written; each is a command of its own. */
export const writeId = (execution: string, { state, visit, write }: Visit & { readonly write: number }): string =>
  `${execution}/${state}/${visit}/W${write}`;

/** A state's name as one segment of a path through scopes; the characters that paths and ids are made of are escaped. */
export const segment = (name: string): string =>
  /[%/.[\]]/.test(name)
    ? name.replace(/[%/.[\]]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    : name;

/** What a task token says. */
export interface TaskToken extends Visit {
  readonly execution: string;
  /** `W`: what a Map's iterations left is written. */
  readonly leg: Leg | 'W';
  /** Of `W`: the number of the write. */
  readonly attempt: number;
  /** It answers whether the task was taken on; what comes of it is told with the task's own token. */
  readonly submission?: true;
  /** Of the execution's own nonce: a token that was made up does not know it. */
  readonly check: string;
}

/** An opaque text for participants; unique for each attempt. */
export const writeTaskToken = ({ execution, state, visit, leg, attempt, submission, check }: TaskToken): string =>
  `${execution}/${state.replaceAll('/', '%2F')}/${visit}/${submission ? 'S' : leg}/${attempt}/${check}`;

const TOKEN = /^([^/]+)\/([^/]+)\/([1-9]\d{0,8})\/([FCSW])\/([1-9]\d{0,8})\/([0-9a-z]+)$/;

/** What a token says, or undefined if it is none. */
export function readTaskToken(token: string): TaskToken | undefined {
  const match = TOKEN.exec(token);
  if (!match) return undefined;
  const [, execution, state, visit, leg, attempt, check] = match as unknown as [string, ...string[]];
  return {
    execution: execution as string,
    state: state as string,
    visit: Number(visit),
    leg: leg === 'C' || leg === 'W' ? leg : 'F',
    attempt: Number(attempt),
    ...(leg === 'S' && { submission: true }),
    check: check as string,
  };
}
