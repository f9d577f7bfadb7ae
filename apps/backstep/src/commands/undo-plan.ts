import { compile } from '#asl';
import { isOver, undoPlan as planOf } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { shorten, table } from '../output/table.js';
import { statusLine } from '../output/story-teller.js';
import { readStory } from '../reading/story.js';
import { findMachine } from './machines.js';

export const undoPlan = defineCommand<{ execution: string }>({
  command: 'undo-plan <execution>',
  describe: 'What would be undone, and how, if the execution failed now',
  build: (argv) =>
    argv.positional('execution', { type: 'string', demandOption: true, describe: '<state machine>:<name>' }),
  run: async (session, { execution: id }) => {
    const { print } = session;
    const { story } = await readStory(session, id);
    const { execution } = story;
    if (execution.status === 'NEW') return;
    const { definition } = await findMachine(session, execution.stateMachine, execution.version);
    const compiled = compile(definition);
    if (!compiled.ok)
      throw new Stop(EXIT.REFUSED, `Version ${execution.version} of ${execution.stateMachine} does not compile.`);
    const plan = await planOf(compiled.machine, execution);
    if (print.json) return print.line({ execution: id, status: execution.status, plan });
    print.say(`${id} ${statusLine(execution, print.style)}`);
    if (plan.length === 0)
      return print.say(isOver(execution) ? 'It has ended; nothing is left to undo.' : 'There is nothing to undo.');
    const rows = plan.map(({ command, because, input, problem }, i) => [
      String(i + 1),
      command,
      because,
      shorten(
        problem ? `cannot be computed: ${problem.cause ?? problem.error}` : JSON.stringify(input),
        print.columns - 70,
      ),
    ]);
    print.say(table(['', 'COMMAND', 'BECAUSE', 'INPUT'], rows, print.style));
  },
});
