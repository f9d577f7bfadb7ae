import { answerCpu } from '../cpu.js';
import { Installed } from './installed.js';
import { RESTATE_PACKAGES } from './packages.js';

/** What is used of the SDK. */
interface Restate {
  service(definition: { name: string; handlers: object }): object;
  serve(options: { services: object[]; port: number }): Promise<number>;
  readonly TerminalError: new (message: string) => Error;
}
interface Context {
  serviceClient(service: { name: string }): Step;
}
interface Step {
  act(what: string): Promise<string>;
  refuse(what: string): Promise<string>;
}

/** Three steps and their undo are calls of another service; the saga is a handler, with its undo by hand. */
const { service, serve, TerminalError } = await (
  await Installed.of(RESTATE_PACKAGES, () => undefined)
).load<Restate>('@restatedev/restate-sdk');

const step = service({
  name: 'step',
  handlers: {
    act: async (_: Context, what: string) => what,
    refuse: async (_: Context, what: string) => {
      throw new TerminalError(`${what} is refused`);
    },
  },
});

const saga = service({
  name: 'saga',
  handlers: {
    run: async (context: Context, { fail }: { fail: boolean }) => {
      const client = context.serviceClient({ name: 'step' });
      const undo: string[] = [];
      try {
        for (const what of ['user', 'order']) {
          await client.act(what);
          undo.push(what);
        }
        return await (fail ? client.refuse('notification') : client.act('notification'));
      } catch (error) {
        for (const what of undo.reverse()) await client.act(`no ${what}`);
        throw error;
      }
    },
  },
});

answerCpu();
process.send?.({ port: await serve({ services: [step, saga], port: 0 }) });
