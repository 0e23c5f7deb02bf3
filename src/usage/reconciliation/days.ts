export const DAY_MS = 86_400_000;

/** The first instant of a day such as `2026-11-21` (UTC), or undefined where there is no such day. */
export function startOfDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const start = Date.parse(`${day}T00:00:00Z`);
  // 30 February is read as 2 March by some engines.
  return !Number.isNaN(start) && dayOf(start) === day ? start : undefined;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Whole days (UTC), both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export function daysOf({ from, to }: Period): readonly string[] {
  const days: string[] = [];
  const last = startOfDay(to) ?? NaN;
  for (let start = startOfDay(from) ?? NaN; start <= last; start += DAY_MS) days.push(dayOf(start));
  return days;
}

export function dayCount({ from, to }: Period): number {
  return ((startOfDay(to) ?? NaN) - (startOfDay(from) ?? NaN)) / DAY_MS + 1;
}
