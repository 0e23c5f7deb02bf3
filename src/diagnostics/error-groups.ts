import type { ErrorCountRow } from '../storage';

/** Errors of one code on one route. Times are ISO 8601, UTC. */
export interface ErrorGroup {
  readonly code: string;
  /** The declared path; null: none matched. */
  readonly route: string | null;
  readonly layer: string;
  readonly status: number;
  readonly count: number;
  readonly first_seen: string;
  readonly last_seen: string;
  /** What the last of them said. */
  readonly sample: string;
}

/** The counts of several hours by code and route: faults of the gateway and provider first, then the most frequent. */
export function groupsOf(rows: readonly ErrorCountRow[]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorCountRow>();
  for (const row of rows) {
    const name = `${row.code} ${row.route}`;
    const same = groups.get(name);
    const newer = same === undefined || same.last_seen < row.last_seen ? row : same;
    groups.set(name, {
      ...newer,
      count: row.count + (same?.count ?? 0),
      first_seen: Math.min(row.first_seen, same?.first_seen ?? Infinity),
    });
  }
  return [...groups.values()].sort(worstFirst).map(viewOf);
}

function worstFirst(one: ErrorCountRow, other: ErrorCountRow): number {
  const faults = Number(other.status >= 500) - Number(one.status >= 500);
  return faults || other.count - one.count || other.last_seen - one.last_seen;
}

function viewOf({
  code,
  route,
  layer,
  status,
  count,
  first_seen,
  last_seen,
  sample,
}: ErrorCountRow): ErrorGroup {
  return {
    code,
    route: route === '' ? null : route,
    layer,
    status,
    count,
    first_seen: new Date(first_seen).toISOString(),
    last_seen: new Date(last_seen).toISOString(),
    sample,
  };
}
