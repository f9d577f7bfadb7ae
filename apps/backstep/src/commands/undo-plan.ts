import { defineCommand } from '../command-line/command.js';
import { paintStatus, undoInWords } from '../output/status.js';
import { shorten, table } from '../output/table.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor } from '../sources/source.js';

interface UndoPlanOf extends Access {
  readonly execution: string;
}

export const undoPlan = defineCommand<UndoPlanOf>({
  command: 'undo-plan <execution>',
  describe: 'What would be undone, and how, if the execution failed now',
  build: (argv) => executionOptions(argv),
  run: async (session, { execution: id, ...access }) => {
    const { print } = session;
    const { plan, status, compensationStatus } = await sourceFor(session, access).undoPlan(id);
    if (print.json) return print.line({ execution: id, status, compensationStatus, plan });
    const undo = undoInWords(compensationStatus);
    print.say(`${id} ${paintStatus(status, print.style)}${undo ? `, ${undo}` : ''}`);
    if (plan.length === 0)
      return print.say(status === 'RUNNING' ? 'There is nothing to undo.' : 'It has ended; nothing is left to undo.');
    const rows = plan.map(({ command, because, input, error, cause }, i) => [
      String(i + 1),
      command,
      because,
      shorten(
        error === undefined ? JSON.stringify(input) : `cannot be computed: ${cause ?? error}`,
        print.columns - 70,
      ),
    ]);
    print.say(table(['', 'COMMAND', 'BECAUSE', 'INPUT'], rows, print.style));
  },
});
