import { StubParticipant } from './stub-participant.js';

/**
 * Reads what is on an account, writes one more, and then is checked: of two that do so at the same time one is lost. The
 * undo writes what was there before.
 */
export const countsUp = (participant: string, lock: object): object => {
  const task = (command: string, more: object) => ({
    Type: 'Task',
    Resource: `kafka:${participant}.${command}`,
    ...more,
  });
  return {
    StartAt: 'Read',
    States: {
      Read: task('read', { ...lock, ResultPath: '$.read', Next: 'Write' }),
      Write: task('write', {
        Parameters: { 'value.$': '$.read.value' },
        ResultPath: null,
        Compensate: { Resource: `kafka:${participant}.restore` },
        Next: 'Check',
      }),
      Check: task('check', { End: true }),
    },
  };
};

/** Whoever keeps the account. Of the executions `e0`, `e1`, … it refuses every third one in the end. */
export class Account {
  value = 0;
  readonly participant = new StubParticipant(({ command, execution, input }) => {
    switch (command.slice(command.indexOf('.') + 1)) {
      case 'read':
        return { output: { value: this.value } };
      case 'write':
        this.value = (input as { value: number }).value + 1;
        return 'does';
      case 'restore':
        return this.#restore(execution, (input as { input: { value: number } }).input.value);
      default:
        return Number(execution.split(':e')[1]) % 3 === 0 ? 'refuses' : 'does';
    }
  });
  readonly #restored = new Set<string>();

  /** An undo comes at least once, and perhaps when others have the account already. */
  #restore(execution: string, value: number): 'does' {
    if (!this.#restored.has(execution)) this.value = value;
    this.#restored.add(execution);
    return 'does';
  }
}
