import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { serveApi, settingsFrom as apiSettings } from '#api';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { settingsFrom } from '#orchestrator';
import { runOrchestrator } from '../system/run-part.js';

const FOLDER = join(import.meta.dirname, '../../observability');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}
interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly summary: string; readonly next: string };
    }[];
  }[];
}

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
const rules = (parse(read('prometheus-alerts.yml')) as Alerts).groups.flatMap((group) => group.rules);

const expressions: readonly (readonly [string, string])[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

/** What there is to be asked for: a name, or with its ending one of a histogram. */
let told: ReadonlySet<string>;
let folder: string;
const LABELS = new Set(['machine', 'status', 'partition', 'le', 'job', 'instance']);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstep-observability-'));
  const kafka = memoryKafka(memoryBroker());
  const env = { BACKSTEP_PARTITIONS: '1', BACKSTEP_DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const app = await serveApi({ kafka, settings: apiSettings(env), log: silent, logger: false });
  await app.listen(0, '127.0.0.1');
  const { prefix } = settingsFrom(env);
  const orchestrator = await runOrchestrator({ kafka, prefix, dataDir: folder, env, port: 0 });
  const texts = await Promise.all(
    [(await app.getUrl()).replace('[::1]', '127.0.0.1'), orchestrator.url!].map(async (url) => {
      const response = await fetch(`${url}/metrics`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
      ]);
      return response.text();
    }),
  );
  told = new Set(
    texts.flatMap((text) =>
      Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) =>
        type === 'histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name!],
      ).flat(),
    ),
  );
  await orchestrator.close();
  await app.close();
  await kafka.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an expression names, by the grammar of Prometheus. `$__rate_interval` is put in by Grafana. */
function namedIn(expression: string) {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const metrics = new Set<string>();
  const labels = new Set<string>();
  const wrong: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      const said = text.slice(from, to);
      if (type.isError) wrong.push(`at ${from} of ${text}`);
      else if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(said);
      else if (type.name === 'LabelName') labels.add(said);
    },
  });
  return { metrics, labels, wrong };
}

describe('what an operator is given', () => {
  it('is there: panels, and alerts that say what to do next', () => {
    expect(expressions.length).toBeGreaterThan(40);
    for (const { annotations } of rules) expect(Object.keys(annotations).sort()).toEqual(['next', 'summary']);
    expect(parse(read('prometheus.yml'))).toMatchObject({ rule_files: ['prometheus-alerts.yml'] });
  });

  it.each(expressions)('%s asks for what is told: %s', (_, expression) => {
    const { metrics, labels, wrong } = namedIn(expression);
    expect(wrong).toEqual([]);
    expect(metrics.size).toBeGreaterThan(0);
    expect([...metrics].filter((name) => !told.has(name))).toEqual([]);
    expect([...labels].filter((name) => !LABELS.has(name))).toEqual([]);
  });

  it('shows every metric of ours somewhere', () => {
    const shown = new Set(expressions.flatMap(([, expression]) => [...namedIn(expression).metrics]));
    const ours = [...told].filter((name) => name.startsWith('backstep_') && !/_(sum|count)$/.test(name));
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('would be told of a misspelt metric, label or expression', () => {
    expect([...namedIn('sum(backstep_executionz)').metrics].some((name) => told.has(name))).toBe(false);
    expect(namedIn('sum by (machines) (backstep_executions)').labels).toEqual(new Set(['machines']));
    expect(namedIn('sum(backstep_executions').wrong).not.toEqual([]);
  });
});
