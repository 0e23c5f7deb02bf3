import { verdictsOn } from './bounds';
import { CONTENDERS } from './contender';
import type { Figures, Latency } from './figures';
import type { CaseResult } from './measure';
import type { Result } from './results';
import { asMarkdown, asText, type Table } from './table';

const MARKS = { begin: '<!-- bench -->', end: '<!-- /bench -->' } as const;

/** A case for a terminal. */
export function caseAsText(one: CaseResult): string {
  return `\n${one.title}\n${asText(caseTable(one))}${helpersOf(one)}`;
}

/** What was promised beside what was measured, for a terminal; nothing where nothing was promised. */
export function verdictsAsText(cases: readonly CaseResult[]): string {
  const table = verdictTable(cases);
  return table.rows.length === 0 ? '' : `\n${asText(table)}`;
}

/** A page with what is between its marks in the place of what was there. */
export function withResult(page: string, result: Result | undefined): string {
  const { begin, end } = MARKS;
  const content = result === undefined ? 'Nothing has been measured yet.' : sectionOf(result);
  return page.replace(new RegExp(`${begin}[^]*${end}`), () => `${begin}\n\n${content}\n\n${end}`);
}

function sectionOf({ measuredAt, commit, machine, pace, missing, cases }: Result): string {
  const { cpu, cores, memoryGiB, node, kernel } = machine;
  const tables = cases.map((one) => `### ${one.title}\n\n${asMarkdown(caseTable(one))}\n${helpersOf(one)}`);
  return [
    `Commit \`${commit}\`, ${measuredAt.slice(0, 16).replace('T', ' ')} UTC, on ${String(cores)} cores (${cpu}), ` +
      `${String(memoryGiB)} GiB, Node ${node}, Linux ${kernel}; medians of ${String(pace.rounds)} rounds.\n`,
    ...missing.map((why) => `Not measured: ${why}.\n`),
    asMarkdown(verdictTable(cases)),
    ...tables,
  ]
    .join('\n')
    .trimEnd();
}

function verdictTable(cases: readonly CaseResult[]): Table {
  return {
    head: ['promise', 'at most', 'measured', 'holds'],
    rows: verdictsOn(cases).map(({ promise, most, measured, holds }) => [
      promise,
      String(most),
      measured.toFixed(2),
      holds ? 'yes' : 'NO',
    ]),
  };
}

function caseTable({ unit, figures }: CaseResult): Table {
  const hasStores = figures.some(({ cpu }) => cpu.redis + cpu.postgres > 0);
  const hasDirect = figures.some(({ name }) => name === 'direct');
  return {
    head: [
      `CPU s per ${unit}`,
      'own',
      ...(hasStores ? ['Redis', 'PostgreSQL'] : []),
      'x raw',
      'p50 / p99 ms',
      ...(hasDirect ? ['over direct'] : []),
      'over raw',
      unit.endsWith('events') ? 'events/s' : 'requests/s',
      'x raw',
      'peak MB',
      'x raw',
    ],
    rows: figures.map((one) => rowOf(one, hasStores, hasDirect)),
  };
}

function rowOf(one: Figures, hasStores: boolean, hasDirect: boolean): readonly string[] {
  const { name, cpu, perSecond, peakMemory, ratios } = one;
  const stores = [cpu.redis, cpu.postgres].map((seconds) => (seconds > 0 ? seconds.toFixed(3) : ''));
  return [
    CONTENDERS[name],
    cpu.server.toFixed(3),
    ...(hasStores ? stores : []),
    ratios.cpu.toFixed(2),
    pair(one),
    ...(hasDirect ? [name === 'direct' ? '' : pair(one.overDirect)] : []),
    name === 'direct' || name === 'raw' ? '' : pair(one.overRaw),
    perSecond.toFixed(0),
    ratios.perSecond.toFixed(2),
    (peakMemory / 1e6).toFixed(0),
    ratios.peakMemory.toFixed(2),
  ];
}

function pair(latency: Latency | undefined): string {
  return latency === undefined ? '' : `${latency.p50.toFixed(2)} / ${latency.p99.toFixed(2)}`;
}

/** Whether those who helped to measure had time left; with nothing between them one of them must be at its limit. */
function helpersOf({ figures }: CaseResult): string {
  const gateways = figures.filter(({ name }) => name !== 'direct');
  const most = (value: (one: Figures) => number): string =>
    `${(Math.max(...gateways.map(value)) * 100).toFixed(0)} %`;
  const generator = most((one) => one.generator);
  const upstream = most((one) => one.upstream);
  return `In front of and behind them, the load generator took at most ${generator} of a core, the stub ${upstream}.\n`;
}
