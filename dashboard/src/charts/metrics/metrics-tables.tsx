import type { ReactNode } from 'react';
import { Rows } from '../../parts/rows';
import { figure, reasonWords } from './figure-format';
import { humanName } from '../../parts/human-name';

type Metrics = Readonly<Record<string, unknown>>;

interface MetricsTablesProps {
  readonly metrics: Metrics;
  /** The JSON Schema of the metrics: says which numbers are shares. */
  readonly schema: unknown;
}

/** Any metrics as numbers: what stands alone as a list of terms, lists as tables, parts below their names. */
export function MetricsTables({ metrics, schema }: MetricsTablesProps): ReactNode {
  return <Part value={metrics} schema={recordOf(schema)} title={undefined} />;
}

interface PartProps {
  readonly value: Metrics;
  readonly schema: Metrics;
  readonly title: string | undefined;
}

function Part({ value, schema, title }: PartProps): ReactNode {
  const properties = recordOf(schema.properties);
  const entries = Object.entries(value).filter(([name]) => name !== 'not_computed');
  const why = reasonsIn(value);
  const plain = entries.filter(([, one]) => !isPart(one) && !isTable(one));
  return (
    <div className="metric-part">
      {title !== undefined && <h3>{title}</h3>}
      {plain.length > 0 && (
        <dl className="metric-terms">
          {plain.map(([name, one]) => (
            <div key={name}>
              <dt>{humanName(name)}</dt>
              <dd>{plainText(one, recordOf(properties[name]), why.get(name))}</dd>
            </div>
          ))}
        </dl>
      )}
      {entries.map(([name, one]) => {
        if (isTable(one)) {
          if (one.length === 0) return null;
          return <Table key={name} title={humanName(name)} rows={one} schema={recordOf(properties[name])} />;
        }
        if (!isPart(one)) return null;
        return (
          <Part
            key={name}
            title={humanName(name)}
            value={one}
            schema={branchOf(recordOf(properties[name]))}
          />
        );
      })}
    </div>
  );
}

interface TableRow {
  readonly row: Metrics;
  readonly at: number;
  readonly why: ReadonlyMap<string, string>;
}

interface TableProps {
  readonly title: string;
  readonly rows: readonly Metrics[];
  readonly schema: Metrics;
}

function Table({ title, rows, schema }: TableProps): ReactNode {
  const properties = recordOf(recordOf(schema.items).properties);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== 'not_computed',
  );
  return (
    <div className="metric-part">
      <h3>{title}</h3>
      <Rows
        caption={title}
        rows={rows.map((row, at) => ({ row, at, why: reasonsIn(row) }))}
        rowKey={({ at }) => String(at)}
        columns={names.map((name) => ({
          title: humanName(name),
          numeric: rows.some((row) => typeof row[name] === 'number'),
          cell: ({ row, why }: TableRow) => plainText(row[name], recordOf(properties[name]), why.get(name)),
        }))}
      />
    </div>
  );
}

function plainText(value: unknown, schema: Metrics, reason: string | undefined): string {
  if (typeof value === 'number') return figure(value, schema);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return reason === undefined ? '–' : `– (${reason})`;
  if (Array.isArray(value)) {
    const items = recordOf(schema.items);
    return value.length === 0 ? 'none' : value.map((one) => plainText(one, items, undefined)).join(', ');
  }
  return JSON.stringify(value);
}

/** Why metrics of an object are null. */
function reasonsIn({ not_computed: list }: Metrics): ReadonlyMap<string, string> {
  if (!isTable(list)) return new Map();
  return new Map(list.map(({ metric, reason }) => [String(metric), reasonWords(String(reason))]));
}

/** The object of "an object or null". */
function branchOf(schema: Metrics): Metrics {
  const choices = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return choices.map(recordOf).find((one) => one.type === 'object') ?? schema;
}

const isPart = (value: unknown): value is Metrics =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTable = (value: unknown): value is readonly Metrics[] => Array.isArray(value) && value.every(isPart);
const recordOf = (value: unknown): Metrics => (isPart(value) ? value : {});
