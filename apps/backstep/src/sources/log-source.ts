import { compile } from '#asl';
import type { Message } from '#contracts';
import {
  compensationStatusOf,
  isOver,
  undoPlan as planOf,
  visitsIn,
  type EndedExecution,
  type RunningExecution,
} from '#engine';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { findMachine } from '../machines/find-machine.js';
import { standsOrEnded, undoInWords } from '../output/status.js';
import { Executions } from '../reading/folded.js';
import { Locks } from '../reading/locks.js';
import { readStory, type Story } from '../reading/story.js';
import { ask, orStop } from '../sending/ask.js';
import type {
  HappenedEvent,
  Listed,
  ListedExecution,
  Resolution,
  ShownExecution,
  ShownLock,
  Source,
  Stopping,
  UndoPlan,
  Wanted,
  Word,
} from './source.js';

type Begun = RunningExecution | EndedExecution;

/** From the topics themselves: it asks no service, and sends plain records to the inbox. */
export class LogSource implements Source {
  constructor(private readonly session: Session) {}

  async executions({ status, machine, limit }: Wanted): Promise<Listed> {
    const executions = new Executions();
    await (await this.session.log()).readAll((counted) => executions.take(counted));
    const wanted = (executions.all as Begun[])
      .filter((it) => machine === undefined || it.stateMachine === machine)
      .filter((it) => status === undefined || [it.status, compensationStatusOf(it)].includes(status))
      .sort((a, b) => b.startedAt - a.startedAt);
    const shown = limit > 0 ? wanted.slice(0, limit) : wanted;
    return {
      executions: shown.map((it) => ({ value: listed(it), note: noteOf(it) })),
      ...(shown.length < wanted.length && { more: wanted.length - shown.length }),
    };
  }

  async execution(id: string): Promise<ShownExecution> {
    return shown((await readStory(this.session, id)).story);
  }

  async events(id: string): Promise<readonly HappenedEvent[]> {
    return (await readStory(this.session, id)).story.happened;
  }

  async undoPlan(id: string): Promise<UndoPlan> {
    const execution = begun((await readStory(this.session, id)).story);
    const { stateMachine, version, status } = execution;
    const { definition } = await findMachine(this.session, stateMachine, version);
    const compiled = compile(definition);
    if (!compiled.ok) throw new Stop(EXIT.REFUSED, `Version ${version} of ${stateMachine} does not compile.`);
    const plan = await planOf(compiled.machine, execution);
    return {
      execution: id,
      status,
      compensationStatus: compensationStatusOf(execution),
      plan: plan.map(({ problem, ...line }) => ({ ...line, ...problem })),
    };
  }

  async locks(): Promise<readonly ShownLock[]> {
    const all = new Locks();
    await (await this.session.log()).readAll((counted) => all.take(counted));
    // Without the tokens: they are the executions' own.
    return all.held.map(({ key, holder, since, queue }) => ({
      key,
      holder,
      since: instant(since),
      waiting: queue.map((request) => ({ execution: request.execution, since: instant(request.since) })),
    }));
  }

  async resolve(id: string, { state, visit, input, ...said }: Resolution): Promise<ShownExecution> {
    return this.#send(
      id,
      {
        type: 'ResolveCompensation',
        execution: id,
        state,
        ...(visit !== undefined && { visit }),
        ...(input !== undefined && { input }),
        ...said,
      },
      (execution) => {
        const waiting = waitingIn(execution);
        const next = waiting.length > 0 ? `These wait: ${waiting.join(', ')}.` : this.#stands(execution);
        return waiting.includes(state) ? undefined : [`No undo of ${state} of ${id} waits for a person.`, next];
      },
    );
  }

  async stop(id: string, { error, cause, undo, by, why }: Stopping): Promise<ShownExecution> {
    const message = {
      type: 'StopExecution',
      execution: id,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      ...(undo !== undefined && { undo }),
      ...(why !== undefined && { by, why }),
    } as const;
    return this.#send(id, message, (execution) => {
      if (isOver(execution)) return [`${id} has ended already: ${execution.status}.`];
      if (!execution.undoing) return undefined;
      return [`${id} is being undone already; an undo that has begun is finished.`, `npx backstep watch ${id}`];
    });
  }

  redrive(id: string, { by, why }: Word): Promise<ShownExecution> {
    const message = { type: 'RedriveExecution', execution: id, by, why } as const;
    // Its owner has nothing of one that has ended, and so need not look for its beginning.
    const placed = ({ began }: Story) => ({ ...message, ...(began !== undefined && { logOffset: began }) });
    return this.#send(id, placed, () => undefined);
  }

  /** What cannot be is refused before anything is sent: what is wrong, and what to do. */
  async #send(
    id: string,
    message: Message | ((story: Story) => Message),
    refusedAs: (execution: Begun) => readonly [string, string?] | undefined,
  ): Promise<ShownExecution> {
    const { session } = this;
    const { story, bookmark } = await readStory(session, id);
    const refused = refusedAs(begun(story));
    if (refused) throw new Stop(EXIT.REFUSED, ...refused);
    const sent = typeof message === 'function' ? message(story) : message;
    orStop(await ask(session, bookmark, { entity: id, message: sent }), session);
    await (await session.log()).readOn(bookmark, (counted) => story.take(counted));
    return shown(story);
  }

  #stands(execution: Begun): string {
    return `${execution.id} ${standsOrEnded(listed(execution), this.session.print.style)}.`;
  }
}

const instant = (at: number): string => new Date(at).toISOString();

/** `readStory` finds none that has not. */
const begun = (story: Story): Begun => story.execution as Begun;

const waitingIn = (execution: Begun): string[] =>
  execution.status === 'RUNNING'
    ? execution.steps.filter(({ undo }) => undo?.status === 'BLOCKED').map(({ state }) => state)
    : [];

const listed = (it: Begun): ListedExecution => ({
  execution: it.id,
  stateMachine: it.stateMachine,
  version: it.version,
  name: it.name,
  status: it.status,
  compensationStatus: compensationStatusOf(it),
  startDate: instant(it.startedAt),
  ...(isOver(it) && { stopDate: instant(it.stoppedAt), ...it.problem }),
});

function shown(story: Story): ShownExecution {
  const it = begun(story);
  const running = it.status === 'RUNNING' ? it : undefined;
  return {
    ...listed(it),
    input: it.input,
    ...(isOver(it) && it.output !== undefined && { output: it.output }),
    ...(running?.attention !== undefined && { attention: running.attention.because }),
    current: running
      ? [...visitsIn(running.root)].map(({ state, visit, enteredAt }) => ({ state, visit, since: instant(enteredAt) }))
      : [],
    steps:
      story.running?.steps.map(({ state, visit, outcome, undo }) => ({
        state,
        visit,
        outcome,
        ...(undo && { undo: undo.status }),
      })) ?? [],
  };
}

/** Of the states that a long Map is in, a row has room for so many. */
const MOST_STATES = 3;

function noteOf(it: Begun): string {
  const problem = isOver(it) ? it.problem?.error : undefined;
  const visited = it.status === 'RUNNING' && !it.undoing ? [...visitsIn(it.root)].map(({ state }) => state) : [];
  const where = visited.length > 0 ? `in ${visited.slice(0, MOST_STATES).join(', ')}` : '';
  return [
    where,
    problem,
    undoInWords(compensationStatusOf(it)),
    it.status === 'RUNNING' && it.attention ? 'needs attention' : '',
  ]
    .filter(Boolean)
    .join(', ');
}
