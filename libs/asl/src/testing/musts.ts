import { expect, it } from '@jest/globals';
import { problemsOf } from './problems.js';

type Fields = Record<string, unknown>;

/** A sentence of the specification, a definition that breaks it, and how that is found. */
export type Must = readonly [sentence: string, definition: unknown, problem: string];

/** Sentences about values that are only known when a state runs have their tests beside what evaluates them. */
export const keeps = (musts: readonly Must[]): void => {
  it.each(musts)('%s', (_sentence, definition, problem) => {
    expect(problemsOf(JSON.parse(JSON.stringify(definition)))).toContain(problem);
  });
};

export const ONLY = '$.States.Only';

/** A machine of this state, with one called Done that can be led to. */
export const withDone = (state: Fields, more: Fields = {}): Fields => ({
  StartAt: 'Only',
  States: { Only: state, Done: { Type: 'Succeed' } },
  ...more,
});
export const pass = (more: Fields = {}): Fields => withDone({ Type: 'Pass', Next: 'Done', ...more });
export const jsonata = (state: Fields): Fields => withDone(state, { QueryLanguage: 'JSONata' });
export const taskState = (more: Fields = {}): Fields => ({
  Type: 'Task',
  Resource: 'kafka:order.place',
  Next: 'Done',
  ...more,
});
export const inner = (name = 'Inner', more: Fields = {}): Fields => ({
  StartAt: name,
  States: { [name]: { Type: 'Pass', End: true, ...more } },
});
export const mapState = (more: Fields = {}): Fields => ({ Type: 'Map', ItemProcessor: inner(), Next: 'Done', ...more });
export const distributedMap = (more: Fields = {}): Fields =>
  mapState({
    ItemProcessor: { ...inner(), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    ...more,
  });
