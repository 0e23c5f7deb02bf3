import { sql, type RawBuilder } from 'kysely';
import { microUsd, toUsd } from '../../kernel';
import { DAY_MS, dayOf } from './time-range';

/** What PostgreSQL and SQLite give for numbers: sums of bigints are text in one and numbers in the other. */
export type Cell = string | number | null;

/** A column of an answer, and how a cell of it is shown. */
export interface Column {
  readonly name: string;
  readonly show: (cell: Cell) => Cell;
}

interface Grouping {
  /** The column of the group in the answer, and by default in the ledger. */
  readonly column: string;
  readonly expression?: RawBuilder<unknown>;
  readonly show?: Column['show'];
  /** What people call the group; null once that is deleted. */
  readonly label?: { readonly column: string; readonly expression: RawBuilder<unknown> };
}

/** What usage may be grouped by. Whole days: both engines divide integers without a remainder. */
const GROUPINGS = {
  day: {
    column: 'day',
    expression: sql`created_at / ${sql.lit(DAY_MS)}`,
    show: (cell) => dayOf(Number(cell) * DAY_MS),
  },
  key: {
    column: 'key_id',
    label: {
      column: 'key_name',
      expression: sql`(select name from api_keys where api_keys.id = sums.key_id)`,
    },
  },
  user: {
    column: 'user_id',
    label: {
      column: 'username',
      expression: sql`(select username from users where users.id = sums.user_id)`,
    },
  },
  model: { column: 'model' },
  route: { column: 'route' },
  query_type: { column: 'query_type' },
} as const satisfies Record<string, Grouping>;

export type GroupingName = keyof typeof GROUPINGS;

export const GROUPING_NAMES = Object.keys(GROUPINGS) as GroupingName[];

export function groupingOf(name: GroupingName): Grouping {
  return GROUPINGS[name];
}

const inState = (state: string): RawBuilder<unknown> =>
  sql`count(*) filter (where state = ${sql.lit(state)})`;
const count = (cell: Cell): number => Number(cell);
const dollars = (cell: Cell): number => toUsd(microUsd(BigInt(cell ?? 0)));

/** What is summed over the calls of a group, and how a sum is shown. */
const MEASURES = {
  requests: [sql`count(*)`, count],
  settled: [inState('settled'), count],
  aborted: [inState('aborted'), count],
  forfeited: [inState('forfeited'), count],
  orphaned: [inState('orphaned'), count],
  under_way: [inState('reserved'), count],
  input_tokens: [sql`sum(input_tokens)`, count],
  output_tokens: [sql`sum(output_tokens)`, count],
  cache_creation_input_tokens: [sql`sum(cache_write_5m_tokens) + sum(cache_write_1h_tokens)`, count],
  cache_read_input_tokens: [sql`sum(cache_read_tokens)`, count],
  web_searches: [sql`sum(web_searches)`, count],
  cost_usd: [sql`sum(cost_micro_usd)`, dollars],
  reserved_usd: [sql`coalesce(sum(ceiling_micro_usd) filter (where state = 'reserved'), 0)`, dollars],
} as const satisfies Record<string, readonly [RawBuilder<unknown>, (cell: Cell) => number]>;

export type Measure = keyof typeof MEASURES;

export type Sums = Readonly<Record<Measure, number>>;

export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[];

/** Those that a report can be sorted by. */
export const SORTED_MEASURES = [
  'cost_usd',
  'requests',
  'input_tokens',
  'output_tokens',
] as const satisfies Measure[];

export function measureOf(name: Measure): RawBuilder<unknown> {
  return MEASURES[name][0];
}

export const MEASURE_COLUMNS: readonly Column[] = MEASURE_NAMES.map((name) => ({
  name,
  show: MEASURES[name][1],
}));

const asItIs = (cell: Cell): Cell => cell;

/** The columns of a report in their order: what it is grouped by, then the sums. */
export function columnsOf(groupBy: readonly GroupingName[]): readonly Column[] {
  const groups = groupBy.map(groupingOf).flatMap(({ column, show = asItIs, label }) => {
    const group = { name: column, show };
    return label === undefined ? [group] : [group, { name: label.column, show: asItIs }];
  });
  return [...groups, ...MEASURE_COLUMNS];
}
