import { defineCommand } from '../command-line/command.js';
import { EXIT } from '../command-line/exit-code.js';
import type { Style } from '../output/style.js';
import { table } from '../output/table.js';
import { duration } from '../output/times.js';
import { RULES, type Finding, type Rule } from '../verify/finding.js';
import { verifyTopics, type Verified } from '../verify/verify-topics.js';

interface Verify {
  readonly allEnded?: boolean | undefined;
  readonly most?: number | undefined;
}

export const verify = defineCommand<Verify>({
  command: 'verify',
  describe: 'Prove from the topics that every execution is recorded completely and consistently',
  build: (argv) =>
    argv
      .option('all-ended', { type: 'boolean', describe: 'An execution that has not ended is a finding' })
      .option('most', { type: 'number', requiresArg: true, describe: 'How many findings to print; default 20' })
      .epilogue(
        `What is checked:\n${Object.values(RULES)
          .map((rule) => `  - ${rule}`)
          .join('\n')}`,
      ),
  run: async (session, { allEnded = false, most = 20 }) => {
    const { print, prefix, io } = session;
    const began = performance.now();
    const verified = await verifyTopics({
      kafka: await session.kafka(),
      prefix,
      allEnded,
      rememberMs: Number(io.env['BACKSTEP_REMEMBER_HOURS'] ?? 24) * 3_600_000,
      progress: (text) => print.progress(text),
    }).finally(() => print.progress(''));
    const tookMs = Math.round(performance.now() - began);
    print.result({ ok: verified.findings.length === 0, tookMs, ...verified }, (style) =>
      verifiedText(verified, { most, tookMs }, style),
    );
    return verified.findings.length === 0 ? EXIT.OK : EXIT.NOT_SO;
  },
});

function verifiedText(
  { findings, summary, notes }: Verified,
  { most, tookMs }: { most: number; tookMs: number },
  style: Style,
): string {
  const { ended, open } = summary;
  const ends = Object.entries(ended).map(([status, n]) => `${n} ${status}`);
  const rows = [
    ['executions', `${summary.executions}: ${[...ends, `${open.length} open`].join(', ')}`],
    ['decisions', `${summary.decisions}, of ${summary.takeOvers} take-overs; ${summary.voidRecords} void records`],
    ['messages', `${summary.messages}: ${summary.rejected} rejected, ${summary.forwarded} forwarded`],
    ['commands', `${summary.commands}, of them ${summary.repeatedCommands} repeats`],
    ['outcomes', String(summary.outcomes)],
    ['definitions', String(summary.definitions)],
  ];
  const shown = findings.slice(0, most).map((finding) => findingText(finding, style));
  return [
    table([], rows, style),
    ...notes.map((note) => style.warn(note)),
    ...open
      .slice(0, 10)
      .map((it) =>
        style.faint(`open: ${it.execution} ${it.compensationStatus === 'NONE' ? '' : it.compensationStatus}`.trimEnd()),
      ),
    ...(open.length > 10 ? [style.faint(`… and ${open.length - 10} more`)] : []),
    ...byRule(findings, style),
    ...shown,
    ...(findings.length > most ? [style.faint(`… and ${findings.length - most} more: --most, or --json`)] : []),
    findings.length === 0
      ? style.good(`Nothing found: the record is complete and consistent (${duration(tookMs)}).`)
      : style.bad(`${findings.length} findings (${duration(tookMs)}).`),
  ].join('\n');
}

function byRule(findings: readonly Finding[], style: Style): string[] {
  const counts = new Map<Rule, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, n]) => `${style.bad(`${n} × ${rule}`)}  broken: ${RULES[rule]}`);
}

function findingText({ rule, says, execution, topic, partition, offset }: Finding, style: Style): string {
  const place = topic === undefined ? '' : ` ${style.faint(`${topic}[${partition}] at ${offset}`)}`;
  return `${style.bad(rule)} ${execution === undefined ? '' : `${style.name(execution)}: `}${says}${place}`;
}
