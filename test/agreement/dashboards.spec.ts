import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { recordOf } from '../../src/http/records.fixture';
import { microUsd, NO_USAGE } from '../../src/kernel';
import { modelCall } from '../../src/metrics/call.fixture';
import { metricsOf } from '../../src/metrics/metrics.fixture';
import { storeOfBlock } from '../../src/storage/store.fixture';

/* What deploy/ asks Prometheus for is what the gateway tells. */

const PROJECT = join(__dirname, '../..');
const RULES = join(PROJECT, 'deploy/prometheus');
/** What Prometheus itself adds to a scrape. */
const OF_PROMETHEUS = ['job', 'instance'];
/** Series that Prometheus makes, of each scrape and each alert. */
const MADE_BY_PROMETHEUS = ['up', 'ALERTS'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

const { groups } = parse(read('deploy/prometheus/alerts.yml')) as {
  groups: readonly { rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('deploy/grafana/sallyport.json')) as { panels: readonly Panel[] };

const queries: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** The names of metrics in a query, with the labels that it matches on each, and those that it groups by. */
function usedIn(query: string): {
  readonly metrics: readonly (readonly [string, string[]])[];
  readonly by: string[];
} {
  const names = /\b((?:sallyport|nodejs|process)_\w+|up|ALERTS)\b(?:\{([^}]*)\})?/g;
  const metrics = [...query.matchAll(names)].map(
    ([, name = '', matchers = '']) =>
      [name, [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label)] as const,
  );
  const by = [...query.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/\s*,\s*/));
  return { metrics, by };
}

const place = storeOfBlock('sqlite');

/** Each series that a gateway tells, with the names of its labels. */
async function told(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { records, metrics } = metricsOf(place.database, { env: { DAILY_BUDGET_USD: '1' } });
  const usage = { ...NO_USAGE, inputTokens: 1 };
  const calls = [modelCall({ streamed: true, attempts: 2, usage, cost: microUsd(1n) })];
  records.tell(recordOf({ calls }));
  const series = new Map<string, Set<string>>();
  for (const line of (await metrics.text()).split('\n')) {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}

let series: ReadonlyMap<string, ReadonlySet<string>>;
beforeAll(async () => {
  series = await told();
});

describe('what Grafana and Prometheus ask for', () => {
  it('is asked for at all', () => {
    expect(queries.length).toBeGreaterThan(40);
    expect(queries.filter(([, query]) => usedIn(query).metrics.length === 0)).toEqual([]);
  });

  it.each(queries)('is told by the gateway: %s: %s', (_, query) => {
    const { metrics, by } = usedIn(query);
    const labels = new Set(OF_PROMETHEUS);
    for (const [name, matched] of metrics) {
      if (MADE_BY_PROMETHEUS.includes(name)) continue;
      expect([name, series.has(name)]).toEqual([name, true]);
      const own = series.get(name) ?? new Set();
      for (const label of own) labels.add(label);
      expect(matched.filter((label) => !own.has(label) && !OF_PROMETHEUS.includes(label))).toEqual([]);
    }
    expect(by.filter((label) => !labels.has(label))).toEqual([]);
  });

  it('shows every number of ours that there is', () => {
    const asked = new Set(queries.flatMap(([, query]) => usedIn(query).metrics.map(([name]) => name)));
    const ours = [...series.keys()].filter((name) => /^sallyport_(?!.*_(count|sum)$)/.test(name));
    expect(ours.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('explains every metric in docs/observability.md', () => {
    const document = read('docs/observability.md');
    const ours = [...series.keys()].filter((name) => name.startsWith('sallyport_'));
    const names = new Set(ours.map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    expect([...names].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s says what to do', (alert, rule) => {
    const [file = '', anchor = ''] = rule.annotations.runbook.split('#');
    const headings = [...read(file).matchAll(/^##+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
    expect(['warning', 'critical']).toContain(rule.labels.severity);
    expect(read('docs/observability.md')).toContain(`\`${alert}\``);
  });
});

describe('promtool', () => {
  it.each([
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('%s %s takes what is there', async (...args) => {
    const { stdout } = await promisify(execFile)('promtool', args, { cwd: RULES });
    expect(stdout).toContain('SUCCESS');
  });

  it('takes the text of a scrape', async () => {
    const { metrics } = metricsOf(place.database);
    const child = promisify(execFile)('promtool', ['check', 'metrics']);
    child.child.stdin?.end(await metrics.text());
    // Its advice on the names of prom-client’s own metrics is not ours to take.
    const { stderr } = await child.catch((error: unknown) => error as { stderr: string });
    expect(stderr.split('\n').filter((line) => line.includes('sallyport') || line.includes('error'))).toEqual(
      [],
    );
  });
});
