import type { ExecutionEvent, Json } from '#contracts';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { undoInWords } from '../output/status.js';
import type { ApiClient } from './api-client.js';
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

/** As the API tells of an execution in a list. */
interface Summary {
  readonly id: string;
  readonly stateMachine: string;
  readonly revision: number;
  readonly name: string;
  readonly status: string;
  readonly compensationStatus: string;
  readonly startedAt: string;
  readonly stoppedAt?: string;
  readonly attention?: string;
}

interface Details extends Summary {
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly current: ShownExecution['current'];
  readonly steps: readonly {
    readonly state: string;
    readonly visit: number;
    readonly outcome: string;
    readonly undo?: { readonly status: string };
  }[];
}

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** What one answer of the API has at most. */
const MOST_A_PAGE = 1_000;

/** From the HTTP API: for whoever has no Kafka at hand. */
export class ApiSource implements Source {
  constructor(private readonly api: ApiClient) {}

  async executions({ status, machine, limit }: Wanted): Promise<Listed> {
    const query = {
      ...(status === 'BLOCKED' ? { compensationStatus: status } : { status }),
      stateMachine: machine,
    };
    const { items, more } = await this.#pages<Summary>('/executions', query, limit || Infinity);
    return {
      executions: items.map((it) => ({ value: listed(it), note: noteOf(it) })),
      ...(more && { more: 'some' }),
    };
  }

  async execution(id: string): Promise<ShownExecution> {
    const { input, output, error, cause, attention, current, steps, ...summary } = await this.api.get<Details>(
      pathOf(id),
    );
    return {
      ...listed(summary),
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      ...(attention !== undefined && { attention }),
      current: current.map(({ state, visit, since }) => ({ state, visit, since })),
      steps: steps.map(({ state, visit, outcome, undo }) => ({
        state,
        visit,
        outcome,
        ...(undo && { undo: undo.status }),
      })),
    };
  }

  async events(id: string): Promise<readonly HappenedEvent[]> {
    type Item = { readonly at: string; readonly event: ExecutionEvent };
    const { items } = await this.#pages<Item>(`${pathOf(id)}/events`, {}, Infinity);
    return items.map(({ at, event }) => ({ at: Date.parse(at), event }));
  }

  undoPlan(id: string): Promise<UndoPlan> {
    return this.api.get(`${pathOf(id)}/undo-plan`);
  }

  async locks(): Promise<readonly ShownLock[]> {
    type Item = ShownLock & { readonly waitingCount: number };
    const { items } = await this.#pages<Item>('/locks', {}, Infinity);
    return items
      .map(({ key, holder, since, waiting }) => ({ key, holder, since, waiting }))
      .toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
  }

  async resolve(id: string, said: Resolution): Promise<ShownExecution> {
    await this.api.post(`${pathOf(id)}/resolve`, said);
    return this.execution(id);
  }

  async stop(id: string, { why, ...said }: Stopping): Promise<ShownExecution> {
    const because = why ?? said.cause;
    if (because === undefined)
      throw new Stop(EXIT.USAGE, 'Why is it stopped?', 'With --endpoint --why is needed; it is recorded.');
    await this.api.post(`${pathOf(id)}/stop`, { ...said, why: because });
    return this.execution(id);
  }

  async redrive(id: string, said: Word): Promise<ShownExecution> {
    await this.api.post(`${pathOf(id)}/redrive`, said);
    return this.execution(id);
  }

  async #pages<T>(path: string, query: Readonly<Record<string, string | undefined>>, most: number) {
    const items: T[] = [];
    let token: string | undefined;
    do {
      const limit = String(Math.min(most - items.length, MOST_A_PAGE));
      const page: PageOf<T> = await this.api.get(path, { ...query, limit, token });
      items.push(...page.items);
      token = page.next;
    } while (token !== undefined && items.length < most);
    return { items, more: token !== undefined };
  }
}

const pathOf = (id: string): string => `/executions/${encodeURIComponent(id)}`;

const listed = (it: Summary): ListedExecution => ({
  execution: it.id,
  stateMachine: it.stateMachine,
  version: it.revision,
  name: it.name,
  status: it.status,
  compensationStatus: it.compensationStatus,
  startDate: it.startedAt,
  ...(it.stoppedAt !== undefined && { stopDate: it.stoppedAt }),
});

const noteOf = ({ compensationStatus, attention }: Summary): string =>
  [undoInWords(compensationStatus), attention === undefined ? '' : 'needs attention'].filter(Boolean).join(', ');
