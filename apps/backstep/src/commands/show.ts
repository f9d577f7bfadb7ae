import { defineCommand } from '../command-line/command.js';
import { standsOrEnded } from '../output/status.js';
import type { Style } from '../output/style.js';
import { shorten, table } from '../output/table.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor, type ShownExecution } from '../sources/source.js';

interface Show extends Access {
  readonly execution: string;
}

export const show = defineCommand<Show>({
  command: 'show <execution>',
  describe: 'One execution: where it is, what it did, and how its undo stands',
  build: (argv) => executionOptions(argv),
  run: async (session, { execution: id, ...access }) => {
    const { print } = session;
    const execution = await sourceFor(session, access).execution(id);
    print.result(execution, (style) => textOf(execution, style, print.columns));
  },
});

function textOf(it: ShownExecution, style: Style, columns: number): string {
  const about = [
    ['state machine', `${it.stateMachine}, version ${it.version}`],
    ['started', it.startDate],
    ...(it.stopDate === undefined ? [] : [['ended', it.stopDate]]),
    ...(it.attention === undefined ? [] : [['attention', style.warn(it.attention)]]),
    ...(it.error === undefined ? [] : [['error', style.bad(it.error)]]),
    ...(it.cause === undefined ? [] : [['cause', it.cause]]),
    ...(it.input === undefined ? [] : [['input', shorten(JSON.stringify(it.input), columns - 20)]]),
    ...(it.output === undefined ? [] : [['output', shorten(JSON.stringify(it.output), columns - 20)]]),
    ...it.current.map(({ state, since }) => ['in', `${style.name(state)} since ${since}`]),
  ];
  const steps = it.steps.map(({ state, visit, outcome, undo = '' }) => [state, String(visit), outcome, undo]);
  return [
    `${style.strong(it.execution)} ${standsOrEnded(it, style)}`,
    table([], about, style),
    ...(steps.length > 0 ? ['', table(['STEP', 'VISIT', 'OUTCOME', 'UNDO'], steps, style)] : []),
  ].join('\n');
}
