import fc from 'fast-check';
import type { StateMachine } from '#asl';
import type { Command, Json } from '#contracts';
import { isOver, nextDue, outstandingCommands, type Execution } from '../index.js';
import { EPOCH, killed, redriven, replyTo, says, starts, type Happening } from './happenings.js';
import { machineOf } from './machine-of.js';
import { happens, tell, type Told } from './story.js';

/** A Distributed Map of two steps an iteration, alone or within something. Plain data, so that it shrinks and prints. */
export interface RandomRun {
  readonly within: 'NOTHING' | 'BRANCH' | 'MAP' | 'RUN';
  readonly items: number;
  readonly concurrency: number;
  readonly tolerates: number;
  readonly batch: number;
  readonly writes: boolean;
  readonly timeout: boolean;
}

export const randomRuns: fc.Arbitrary<RandomRun> = fc.record({
  within: fc.constantFrom('NOTHING', 'BRANCH', 'MAP', 'RUN'),
  items: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.integer({ min: 0, max: 3 }),
  tolerates: fc.integer({ min: 0, max: 2 }),
  batch: fc.constantFrom(0, 0, 2),
  writes: fc.boolean(),
  timeout: fc.boolean(),
});

const task = (more: object) => ({
  Type: 'Task',
  Resource: 'kafka:x.do',
  ResultPath: null,
  Compensate: { Resource: 'kafka:x.undo' },
  ...more,
});
const ending = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } });
const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

export function runDefinition({ within, items, concurrency, tolerates, batch, writes, timeout }: RandomRun) {
  const run = {
    Type: 'Map',
    QueryLanguage: 'JSONata',
    Items: `{% [1..${items}] %}`,
    ItemProcessor: {
      ...DISTRIBUTED,
      StartAt: 'A',
      States: { A: task({ Next: 'B' }), B: task({ End: true, TimeoutSeconds: 50 }) },
    },
    ...(concurrency > 0 && { MaxConcurrency: concurrency }),
    ...(tolerates > 0 && { ToleratedFailureCount: tolerates }),
    ...(batch > 0 && { ItemBatcher: { MaxItemsPerBatch: batch } }),
    ...(writes && { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b' } } }),
  };
  const around = {
    NOTHING: run,
    BRANCH: { Type: 'Parallel', Branches: [ending('N', run), ending('C', task({}))] },
    MAP: { Type: 'Map', ItemsPath: '$', ItemProcessor: ending('N', run) },
    RUN: { Type: 'Map', ItemsPath: '$', ItemProcessor: { ...DISTRIBUTED, ...ending('N', run) } },
  };
  return {
    QueryLanguage: 'JSONPath',
    ...ending(within === 'NOTHING' ? 'N' : 'M', around[within]),
    Saga: { OnFailure: 'NONE', OnAbort: 'NONE', OnTimeout: 'NONE' },
    ...(timeout && { TimeoutSeconds: 40 }),
  };
}

/** What happens next; of the commands that are out, or for LATE of all that were sent, the drawn one is meant. */
interface Act {
  readonly act: 'DO' | 'REFUSE' | 'LOSE' | 'LATE' | 'TIMER' | 'KILL';
  readonly which: number;
}

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    act: fc.oneof(
      { weight: 12, arbitrary: fc.constant('DO' as const) },
      { weight: 4, arbitrary: fc.constantFrom('REFUSE' as const, 'LOSE' as const) },
      { weight: 2, arbitrary: fc.constantFrom('LATE' as const, 'TIMER' as const) },
      { weight: 1, arbitrary: fc.constant('KILL' as const) },
    ),
    which: fc.nat(99),
  }),
  { maxLength: 40 },
);

const answers = ({ taskToken, id }: Command, act: Act['act']): Happening => {
  // What is written is told by its size.
  const output: Json = id.includes('/W') ? { size: 1 } : { did: id };
  if (act === 'DO' || act === 'LATE') return says({ type: 'SendTaskSuccess', taskToken, output });
  return says({
    type: 'SendTaskFailure',
    taskToken,
    error: 'No',
    outcome: act === 'REFUSE' ? 'refused' : 'unknown',
  });
};

const timer = says({ type: 'TimerFired' });

class Player {
  #at = EPOCH;
  #turn = 0;

  private constructor(
    readonly machine: StateMachine,
    public told: Told,
  ) {}

  static async of(run: RandomRun): Promise<Player> {
    const machine = machineOf(runDefinition(run));
    return new Player(machine, await tell(machine));
  }

  /** Its state is thrown away and read again before each decision. */
  async happens(happening: Happening): Promise<void> {
    this.#at += 1;
    const execution = JSON.parse(JSON.stringify(this.told.execution)) as Execution;
    const moment = { at: this.#at, random: this.#turn++ };
    this.told = await happens(this.machine, { ...this.told, execution }, happening, moment);
    if (!this.told.decided.ok) throw new Error(this.told.decided.cause);
  }

  async act({ act, which }: Act): Promise<void> {
    const { execution, commands } = this.told;
    const out = act === 'LATE' ? commands : outstandingCommands(execution, replyTo);
    const command = out[which % Math.max(1, out.length)];
    if (act === 'KILL') return this.happens(killed());
    if (act !== 'TIMER' && command) return this.happens(answers(command, act));
    const due = nextDue(execution);
    if (due === undefined) return;
    this.#at = Math.max(this.#at, due);
    await this.happens(timer);
  }

  get isOver(): boolean {
    return isOver(this.told.execution);
  }

  async plays(drawn: readonly Act[]): Promise<void> {
    for (const act of drawn) if (!this.isOver) await this.act(act);
  }

  /** All that is asked is done. */
  async endsWell(): Promise<void> {
    for (let n = 0; n < 500 && !this.isOver; n++) {
      const due = nextDue(this.told.execution);
      if (due !== undefined && due <= this.#at) await this.happens(timer);
      else await this.act({ act: 'DO', which: n });
    }
  }
}

const isFailed = ({ told: { execution } }: Player): boolean => isOver(execution) && execution.status !== 'SUCCEEDED';

/** What happens up to each end; then it is redriven. */
export const rounds: fc.Arbitrary<Act[][]> = fc.array(acts, { minLength: 1, maxLength: 3 });

export interface PlayedRun {
  readonly told: Told;
  /** It was redriven after the last round, and all went well from there. */
  readonly redrivenLast: boolean;
}

/** @param redrove is told of each redrive. */
export async function playRedriven(
  run: RandomRun,
  drawn: readonly (readonly Act[])[],
  redrove: (told: Told) => void = () => undefined,
): Promise<PlayedRun> {
  const player = await Player.of(run);
  await player.happens(starts([0, 1]));
  let redrivenLast = false;
  for (const round of [...drawn, []]) {
    await player.plays(round);
    if (round.length > 0) redrivenLast = false;
    // It may have failed, and be writing what was left.
    await player.endsWell();
    if (!isFailed(player)) break;
    redrivenLast = true;
    await player.happens(redriven());
    redrove(player.told);
  }
  await player.endsWell();
  return { told: player.told, redrivenLast };
}
