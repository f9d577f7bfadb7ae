import { namesIn } from '#contracts';
import { readPath, type Path } from './path.js';
import { withoutIn } from './without.js';

interface Rule {
  /** Undefined: of all. */
  readonly stateMachine: string | undefined;
  readonly path: Path;
}

type Read = { readonly ok: true; readonly value: Redaction } | { readonly ok: false; readonly cause: string };

const RULE = /^(?:([^:$\s]+):)?(\$.*)$/;

/**
 * What of the payloads people are not shown, for all state machines or for one. It is hidden where it leaves towards them;
 * the log on Kafka, and the views, have it as it was.
 */
export class Redaction {
  static readonly NONE = new Redaction([]);

  private constructor(private readonly rules: readonly Rule[]) {}

  /** `$..password, signup:$.card.number`: paths with commas between them, each of all state machines or of the named one. */
  static read(text: string): Read {
    const rules: Rule[] = [];
    for (const part of text.split(',').map((one) => one.trim())) {
      const [, stateMachine, said = ''] = RULE.exec(part) ?? [];
      const path = readPath(said);
      if (!path)
        return {
          ok: false,
          cause: `must be paths such as $..password or signup:$.card.number, with commas between them; ${JSON.stringify(part)} is none`,
        };
      rules.push({ stateMachine, path });
    }
    return { ok: true, value: new Redaction(rules) };
  }

  /**
   * An answer as people are shown it.
   * @param execution what it is about, if that is one: rules of other state machines do not concern it.
   */
  shown<T>(answer: T, execution?: string): T {
    if (this.rules.length === 0) return answer;
    const stateMachine = execution === undefined ? undefined : namesIn(execution)?.stateMachine.split('/')[0];
    const paths = this.rules
      .filter(
        (rule) => rule.stateMachine === undefined || stateMachine === undefined || rule.stateMachine === stateMachine,
      )
      .map(({ path }) => path);
    return (paths.length === 0 ? answer : withoutIn(answer, paths)) as T;
  }
}
