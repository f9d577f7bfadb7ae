import type { Outcome } from '#contracts';
import type { Ledger } from './ledger.js';
import { BILLS, type Bill } from './machines.js';
import type { Saga } from './sagas.js';
import type { Told, ToldStep } from './tale.js';

/** What must not be. LOST: something that was to happen has not; DOUBLED: it happened twice; LEFT: it was to be undone. */
export interface Fault {
  readonly kind: 'LOST' | 'DOUBLED' | 'LEFT' | 'OPEN' | 'WRONG';
  readonly execution?: string;
  readonly says: string;
}

export interface Evidence {
  readonly sagas: readonly Saga[];
  readonly executions: ReadonlyMap<string, Told>;
  readonly ledger: Ledger;
  /** Ends as they were announced, by execution. */
  readonly announced: ReadonlyMap<string, ReadonlySet<Outcome['status']>>;
  readonly stockBefore: Readonly<Record<string, number>>;
}

/** Compares what was asked for, what the log says and what is in the databases. Knows nothing of the engine. */
export function judge({ sagas, executions, ledger, announced, stockBefore }: Evidence): Fault[] {
  const faults: Fault[] = [];
  const byTag = new Map<string, Told[]>();
  const effects = effectsIn(ledger);
  for (const told of executions.values())
    if (told.tag === undefined) faults.push(...judgeOne(told, effects, announced.get(told.id)));
    else byTag.set(told.tag, [...(byTag.get(told.tag) ?? []), told]);
  for (const { tag } of sagas) {
    const found = byTag.get(tag) ?? [];
    if (found.length === 0) faults.push({ kind: 'LOST', says: `The start of ${tag} has no execution.` });
    if (found.length > 1)
      faults.push({
        kind: 'DOUBLED',
        says: `The start of ${tag} has ${found.length} executions: ${found.map(({ id }) => id).join(', ')}.`,
      });
    for (const told of found) faults.push(...judgeOne(told, effects, announced.get(told.id)));
  }
  return [...faults, ...unknownEffects(executions, ledger, sagas), ...judgeStock(ledger, stockBefore)];
}

/** How often the command has an effect now, and what is odd about it. */
type EffectOf = (
  step: Pick<ToldStep, 'command' | 'commandId'>,
) => { readonly times: number; readonly odd?: string } | undefined;

const once = (rows: ReadonlyMap<string, unknown>) => (id: string) => ({ times: rows.has(id) ? 1 : 0 });

function effectsIn(ledger: Ledger): EffectOf {
  const of: Readonly<Record<string, (id: string) => ReturnType<EffectOf>>> = {
    'user.create': once(ledger.users),
    'order.place': once(ledger.orders),
    'notification.send': once(ledger.notifications),
    'journal.add': (id) => {
      const lines = ledger.journal.get(id) ?? '';
      const times = lines.split('+').length - lines.split('-').length;
      return ['', '+', '+-'].includes(lines) ? { times } : { times, odd: lines };
    },
  };
  return ({ command, commandId }) => of[command]?.(commandId);
}

function judgeOne(told: Told, effectOf: EffectOf, announced: ReadonlySet<string> | undefined): Fault[] {
  const faults: Fault[] = [];
  const find = (kind: Fault['kind'], says: string) => faults.push({ kind, execution: told.id, says });
  if (told.starts !== 1) find('DOUBLED', `It began ${told.starts} times.`);
  if (told.ends.length > 1) find('DOUBLED', `It ended ${told.ends.length} times.`);
  if (told.attention !== undefined) find('WRONG', `It needs attention: ${told.attention}`);
  const end = told.ends[0];
  if (!end) {
    find('OPEN', `It has not ended; ${lastWords(told)}.`);
    return faults;
  }
  const status = STATUS[end.type] ?? end.type;
  if (!announced?.has(status)) find('LOST', `Its end (${status}) was not announced.`);
  else if (announced.size > 1) find('DOUBLED', `Different ends of it were announced: ${[...announced].join(', ')}.`);
  const isUndone = told.events.some(({ type }) => type === 'CompensationRequested');
  const stands = isUndone ? 'was undone with its parent' : status;
  for (const step of told.steps.values()) faults.push(...judgeStep(told, step, effectOf(step), stands));
  if (status === 'SUCCEEDED') faults.push(...judgeBill(told, effectOf));
  return faults;
}

const STATUS: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

function judgeStep(told: Told, step: ToldStep, effect: ReturnType<EffectOf>, status: string): Fault[] {
  const fault = (kind: Fault['kind'], says: string): Fault[] => [
    { kind, execution: told.id, says: `${step.commandId} (${step.command}) ${says}.` },
  ];
  if (!effect) return [];
  const { times, odd } = effect;
  if (odd !== undefined) return fault('DOUBLED', `took effect and was undone like this: ${odd}`);
  if (times > 1) return fault('DOUBLED', `took effect ${times} times`);
  const mustBeGone =
    step.undone || step.outcome === 'REFUSED' || (step.compensable && !step.kept && status !== 'SUCCEEDED');
  if (mustBeGone && times > 0) return fault('LEFT', `has its effect, though ${becauseOf(step, status)}`);
  if (!step.undone && step.outcome === 'SUCCEEDED' && step.compensable && !step.kept && status !== 'SUCCEEDED')
    return fault('LEFT', `succeeded and was not undone, though the execution ${status}`);
  if (!mustBeGone && step.outcome === 'SUCCEEDED' && times === 0) return fault('LOST', 'succeeded and has no effect');
  return [];
}

function becauseOf(step: ToldStep, status: string): string {
  if (step.undone) return 'it was undone';
  return step.outcome === 'REFUSED' ? 'it was refused' : `the execution ${status}`;
}

/** What a success leaves, from its input and output alone. */
function judgeBill(told: Told, effectOf: EffectOf): Fault[] {
  const { input, ends, machine, steps } = told;
  if (!Object.hasOwn(BILLS, machine)) return [];
  const due = BILLS[machine as keyof typeof BILLS](input as never, (ends[0]?.output ?? {}) as never);
  const has: Record<keyof Bill, number> = { users: 0, orders: 0, notifications: 0, entries: 0 };
  for (const step of steps.values()) {
    const column = COLUMNS[step.command];
    if (column) has[column] += effectOf(step)?.times ?? 0;
  }
  const differs = (Object.keys(has) as (keyof Bill)[]).filter((column) => has[column] !== due[column]);
  return differs.map((column) => ({
    kind: has[column] < due[column] ? 'LOST' : 'DOUBLED',
    execution: told.id,
    says: `It succeeded and has ${has[column]} ${column} instead of ${due[column]}.`,
  }));
}

const COLUMNS: Readonly<Record<string, keyof Bill>> = {
  'user.create': 'users',
  'order.place': 'orders',
  'notification.send': 'notifications',
  'journal.add': 'entries',
};

/** Rows of this run that no step of the log accounts for. */
function unknownEffects(executions: ReadonlyMap<string, Told>, ledger: Ledger, sagas: readonly Saga[]): Fault[] {
  const known = new Set([...executions.values()].flatMap(({ steps }) => [...steps.keys()]));
  const run = sagas[0]?.tag.replace(/-\d+$/, '') ?? '';
  const ids = [ledger.users, ledger.orders, ledger.notifications, ledger.journal].flatMap((rows) => [...rows.keys()]);
  return ids
    .filter((id) => !known.has(id) && id.includes(run))
    .map((id) => ({ kind: 'WRONG', says: `${id} has an effect, and no decision that counts has sent it.` }));
}

function judgeStock({ stock, orders }: Ledger, before: Readonly<Record<string, number>>): Fault[] {
  const taken = new Map<string, number>();
  for (const { sku, quantity } of orders.values()) taken.set(sku, (taken.get(sku) ?? 0) + quantity);
  return Object.entries(before)
    .filter(([sku, pieces]) => (stock.get(sku) ?? 0) + (taken.get(sku) ?? 0) !== pieces)
    .map(([sku, pieces]) => ({
      kind: 'WRONG',
      says: `Of ${pieces} ${sku} there are ${stock.get(sku)} in stock and ${taken.get(sku) ?? 0} ordered.`,
    }));
}

function lastWords({ events, blocked }: Told): string {
  const last = events.at(-1);
  const where = last && 'state' in last ? ` (${last.state}, visit ${last.visit})` : '';
  return `${blocked ? 'an undo is blocked, ' : ''}the last thing that happened is ${last?.type}${where}`;
}
