import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/io.js';
import type { Session } from '../command-line/session.js';
import { shorten } from '../output/table.js';
import { tellEvent } from '../output/tell-event.js';
import type { Bookmark, Counted } from '../reading/log-reader.js';
import { isAboutMessage, isRegistryEvent, type LogEvent, type RegistryEvent } from '#contracts';

interface Log {
  readonly follow?: boolean | undefined;
  readonly partition?: number | undefined;
}

export const log = defineCommand<Log>({
  command: 'log',
  describe: 'The decisions of the log that count, in order',
  build: (argv) =>
    argv
      .option('follow', { alias: 'f', type: 'boolean', describe: 'Go on with what comes, until Ctrl+C' })
      .option('partition', { type: 'number', requiresArg: true, describe: 'This one only' })
      .example('$0 log --follow --json | jq .entity', ''),
  run: async (session, { follow, partition }) => {
    const reader = await session.log();
    if (partition !== undefined && !reader.allPartitions.includes(partition))
      throw new Stop(EXIT.USAGE, `There is no partition ${partition}: the log has 0 to ${reader.partitions - 1}.`);
    const wanted = partition === undefined ? reader.allPartitions : [partition];
    // Across partitions there is no order but that of the times.
    const past: Counted[] = [];
    const bookmarks: Bookmark[] = await Promise.all(
      wanted.map((it) => reader.read(it, (counted) => past.push(counted))),
    );
    past.sort((a, b) => (a.decision.at < b.decision.at ? -1 : a.decision.at > b.decision.at ? 1 : a.offset - b.offset));
    for (const counted of past) show(session, counted);
    if (!follow) return;
    const stops = await Promise.all(bookmarks.map((it) => reader.follow(it, (counted) => show(session, counted))));
    await untilStopped(session.io.signal);
    await Promise.all(stops.map((stop) => stop()));
  },
});

function show({ print }: Session, { partition, offset, decision }: Counted): void {
  if (print.json) return print.line({ partition, offset, ...decision });
  const place = `${partition}/${offset}`;
  for (const event of decision.events) {
    const line = `${decision.at.slice(11)}  ${place.padEnd(9)} ${decision.entity.padEnd(24)} ${words(event)}`;
    print.say(shorten(line, print.columns));
  }
}

function words(event: LogEvent): string {
  if (event.type === 'MessageRejected')
    return `MessageRejected  offset ${event.offset}: ${event.error}: ${event.cause}`;
  if (isAboutMessage(event)) return `${event.type}  offset ${event.offset}: ${event.messageType}`;
  if (isRegistryEvent(event)) return `${event.type}  ${aboutResource(event)}`.trimEnd();
  const told = tellEvent(event);
  const where = 'state' in event ? event.state : '';
  return `${event.type.padEnd(26)} ${told ? `${told.about}  ${told.says}`.trim() : where}`;
}

function aboutResource(event: RegistryEvent): string {
  if ('alias' in event) return `alias ${event.alias}`;
  if ('number' in event) return `published version ${event.number}`;
  if ('version' in event) return `version ${event.version}`;
  if ('keys' in event) return event.keys.join(' ');
  return event.type === 'ResourceTagged' ? event.tags.map(({ key, value }) => `${key}=${value}`).join(' ') : '';
}
