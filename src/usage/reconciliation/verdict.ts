import type { Drift } from './drift';
import { percent } from './drift-table';
import type { ProviderReport } from './report';

/** What comes of a comparison. */
export interface Verdict {
  /** Whether the report has all pages, and all days asked for. */
  readonly whole: boolean;
  /** Whether the total costs are as near as they should be. */
  readonly within: boolean;
  /** Percent. */
  readonly tolerance: number;
  /** For the person who asked. */
  readonly sentences: readonly string[];
}

export function verdictOf(report: ProviderReport, drift: Drift, tolerance: number): Verdict {
  const { percent: apart } = drift.total;
  const within = apart !== null && Math.abs(apart) <= tolerance;
  const result = `The costs are ${percent(apart)} apart, ${within ? 'within' : 'beyond'} the tolerance of ${String(tolerance)} %.`;
  return {
    whole: report.whole && drift.missingDays.length === 0,
    within,
    tolerance,
    sentences: [...warningsOf(report, drift), result],
  };
}

function warningsOf({ whole, unusual }: ProviderReport, { missingDays, outside }: Drift): readonly string[] {
  const warnings: string[] = [];
  if (!whole)
    warnings.push(
      'The report is not whole: it says that more pages follow (has_more). Put all pages into one array.',
    );
  const [first] = missingDays;
  if (first !== undefined)
    warnings.push(
      `The report is not whole: it has nothing about ${String(missingDays.length)} of the days asked for, from ${first} to ${missingDays.at(-1) ?? first}.`,
    );
  if (outside > 0)
    warnings.push(`Left out of the report: ${String(outside)} row(s) of days that were not asked for.`);
  if (unusual.size > 0)
    warnings.push(
      `The report has rows of ${[...unusual].sort().join(', ')}: where it tells no cost, they are priced as standard ones.`,
    );
  return warnings;
}
