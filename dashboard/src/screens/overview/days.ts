/** What one day of UTC cost. */
export interface DayCost {
  /** Seconds since 1970, of its midnight. */
  readonly seconds: number;
  readonly cost: number;
}

const DAY_MS = 86_400_000;

/** The date of the day that is so many days before another instant, as `2026-01-31`. */
export function dateBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The last days up to today, also those that cost nothing.
 * @param groups of a usage report by day
 */
export function dailyCosts(
  groups: readonly { readonly day?: string; readonly cost_usd: number }[],
  now: Date,
  days: number,
): readonly DayCost[] {
  const costs = new Map(groups.map(({ day, cost_usd }) => [day, cost_usd]));
  return Array.from({ length: days }, (_, at) => {
    const date = dateBefore(now, days - 1 - at);
    return { seconds: Date.parse(date) / 1000, cost: costs.get(date) ?? 0 };
  });
}
