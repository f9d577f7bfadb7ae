import type { QueryLanguage } from '../definition.js';
import { Scope } from './variables/scope.js';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** What holds at a place, said further up. */
interface Surroundings {
  /** The machine's, in which every state is written that does not say otherwise. */
  readonly machineLanguage: QueryLanguage;
  readonly language: QueryLanguage;
  readonly type: MachineType;
  readonly scope: Scope;
  /** The name of the innermost state. */
  readonly state: string;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const LONGEST_NAME = 100;

/** Where in a definition something stands, and what is so there. */
export class Place {
  private constructor(
    private readonly outer: Place | undefined,
    private readonly step: string | number,
    /** The field's name; an item has that of its list. */
    readonly name: string,
    private readonly surroundings: Surroundings,
  ) {}

  static root(type: MachineType): Place {
    const surroundings = {
      machineLanguage: 'JSONPath',
      language: 'JSONPath',
      type,
      scope: Scope.outermost(),
      state: '',
    } as const;
    return new Place(undefined, '', 'the definition', surroundings);
  }

  get machineLanguage(): QueryLanguage {
    return this.surroundings.machineLanguage;
  }

  get language(): QueryLanguage {
    return this.surroundings.language;
  }

  get type(): MachineType {
    return this.surroundings.type;
  }

  get isRoot(): boolean {
    return this.outer === undefined;
  }

  get state(): string {
    return this.surroundings.state;
  }

  get scope(): Scope {
    return this.surroundings.scope;
  }

  field(name: string): Place {
    const short = clipped(name, LONGEST_NAME);
    return new Place(this, short, short, this.surroundings);
  }

  item(index: number): Place {
    return new Place(this, index, this.name, this.surroundings);
  }

  within(more: Partial<Surroundings>): Place {
    return new Place(this.outer, this.step, this.name, { ...this.surroundings, ...more });
  }

  /** `$.States['Place order'].Retry[0]` */
  get path(): string {
    return `$${this.steps().map(inJsonPath).join('')}`;
  }

  /** As Step Functions writes it: `/States/Place order/Retry[0]`. */
  get location(): string {
    return this.isRoot ? '/' : this.steps().map(inLocation).join('');
  }

  private steps(behind: (string | number)[] = []): readonly (string | number)[] {
    if (this.outer === undefined) return behind.toReversed();
    behind.push(this.step);
    return this.outer.steps(behind);
  }
}

function inJsonPath(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return PLAIN_NAME.test(step) ? `.${step}` : `['${step.replaceAll(/['\\]/gu, '\\$&')}']`;
}

const inLocation = (step: string | number): string => (typeof step === 'number' ? `[${step}]` : `/${step}`);

export const clipped = (text: string, atMost: number): string =>
  text.length <= atMost ? text : `${text.slice(0, atMost)}…`;
