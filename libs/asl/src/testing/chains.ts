import { expect, it } from '@jest/globals';
import { problemsOf } from './problems.js';

export type Fields = Record<string, unknown>;
export const undo = { Resource: 'kafka:order.cancel' };
export const step = (more: Fields = {}): Fields => ({ Type: 'Task', Resource: 'kafka:order.place', ...more });
export const undone = (more: Fields = {}): Fields => step({ Compensate: undo, ...more });
export const role = (SagaRole: string, more: Fields = {}): Fields => step({ SagaRole, ...more });
/** States one after the other, called A, B, C …; a `Next` or `End` of their own stays. */
export function chain(...states: Fields[]): Fields {
  const names = states.map((_state, index) => String.fromCharCode(65 + index));
  const follow = (index: number): Fields => (index + 1 < names.length ? { Next: names[index + 1] } : { End: true });
  const entries = states.map((state, index) => {
    const ends =
      ['Next', 'End', 'Choices'].some((field) => field in state) || ['Fail', 'Succeed'].includes(String(state['Type']));
    return [names[index], ends ? state : { ...state, ...follow(index) }];
  });
  return { StartAt: 'A', States: Object.fromEntries(entries) as Fields };
}
export const block = (name: string, state: Fields): Fields => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
});
export const parallel = (branches: Fields[], more: Fields = {}): Fields => ({
  Type: 'Parallel',
  Branches: branches,
  ...more,
});
export const map = (processor: Fields, more: Fields = {}): Fields => ({
  Type: 'Map',
  ItemProcessor: processor,
  ...more,
});
export const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
export const pass = { Type: 'Pass' };
export const all = (Next: string, more: Fields = {}): Fields => ({
  Catch: [{ ErrorEquals: ['States.ALL'], Next, ...more }],
});

/** What it does, a definition, and all that is found in it. */
export type Found = readonly [what: string, definition: Fields, problems: readonly string[]];

export const finds = (rows: readonly Found[]): void => {
  it.each(rows)('%s', (_what, definition, problems) => {
    expect(problemsOf(definition)).toEqual(problems);
  });
};
