import { compensationStatusOf } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { describe, statusLine, storyLine } from '../output/story-teller.js';
import type { Happened } from '../reading/folded.js';
import { followStory, readStory } from '../reading/story.js';
import { exitCodeOf } from './start.js';

export const watch = defineCommand<{ execution: string }>({
  command: 'watch <execution>',
  describe: 'Tell an execution live, step by step, to its end',
  build: (argv) =>
    argv
      .positional('execution', { type: 'string', demandOption: true, describe: '<state machine>:<name>' })
      .example('$0 watch signup:order-4711', 'exits like `start --wait`'),
  run: async (session, { execution: id }) => {
    const { print } = session;
    const { story, bookmark } = await readStory(session, id);
    const tell = (happened: Happened) => {
      if (print.json) return print.line({ timestamp: new Date(happened.at).toISOString(), ...happened.event });
      const line = storyLine(happened, story.startedAt, print.style, print.columns);
      if (line !== undefined) print.say(line);
    };
    print.say(print.style.strong(id));
    for (const happened of story.happened) tell(happened);
    if (!story.isOver)
      await followStory(await session.log(), bookmark, { story, signal: session.io.signal, onHappened: tell });
    const { execution } = story;
    if (print.json) print.line(describe(execution, compensationStatusOf(execution)));
    else print.say(`${id} ${statusLine(execution, print.style)}`);
    return exitCodeOf(story);
  },
});
