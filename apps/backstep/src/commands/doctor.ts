import { defineCommand } from '../command-line/command.js';
import { EXIT } from '../command-line/exit-code.js';
import { VERSION } from '../command-line/version.js';
import { isWrong, type Diagnosis } from '../doctor/diagnosis.js';
import { examineKafka } from '../doctor/examine-kafka.js';
import { examineMachine } from '../doctor/examine-machine.js';
import type { Style } from '../output/style.js';
import { table } from '../output/table.js';

export const doctor = defineCommand({
  command: 'doctor',
  describe: 'What is wrong here, and what to do: Node, Java, Docker, Kafka, topics',
  run: async (session) => {
    const connect = await session.connectOptions();
    const known = connect.brokers.length > 0;
    const machine = await examineMachine(session.io.env, !known);
    const kafka: Diagnosis[] = known
      ? await examineKafka(session, connect)
      : [
          {
            what: 'Kafka',
            state: 'missing',
            found: 'none is named, and no local one runs',
            advice: 'KAFKA_BROKERS, or `npx backstep broker start`; `npx backstep up` starts one by itself.',
          },
        ];
    const all = [{ what: 'Backstep', state: 'ok' as const, found: VERSION }, ...machine, ...kafka];
    const wrong = all.filter(isWrong).length;
    session.print.result({ ok: wrong === 0, diagnoses: all }, (style) =>
      [
        table(
          [],
          all.map((it) => rowOf(it, style)),
          style,
        ),
        wrong === 0
          ? style.good('Nothing is wrong.')
          : style.bad(`${wrong} ${wrong > 1 ? 'things are' : 'thing is'} wrong.`),
      ].join('\n'),
    );
    return wrong === 0 ? EXIT.OK : EXIT.NOT_SO;
  },
});

const SIGN = { ok: '✓', missing: '–', wrong: '✗' } as const;
const PAINT = { ok: 'good', missing: 'faint', wrong: 'bad' } as const;

const rowOf = ({ what, state, found, advice }: Diagnosis, style: Style): string[] => [
  style[PAINT[state]](SIGN[state]),
  what,
  advice === undefined ? found : `${found}\n${style.faint(advice)}`,
];
