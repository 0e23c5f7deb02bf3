import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  dayCount,
  readProviderReport,
  ReportError,
  startOfDay,
  type Period,
  type ProviderReport,
} from '../usage';
import { UsageError } from './command-line';

export const USAGE = `Usage: npm run reconcile -- --from 2026-11-01 --to 2026-11-21 [--report FILE] [--tolerance 1] [--json]

  Prints what the ledger has of each day (UTC) and model, both days included; with a report, how far it is from the
  provider's.

  --report FILE     the Admin API's usage report grouped by model, or its cost report grouped by description (JSON, one
                    page or an array of all pages), or the Console's export of usage or of cost (CSV). It should be of
                    the API keys that this gateway uses and of no others.
  --tolerance 1     how many percent the total costs may be apart
  --json            prints JSON; amounts are micro-USD

  Ends with 0 when the costs agree, 1 when they do not or the report is not whole, 2 when an option or the report cannot
  be read, 3 when the store cannot be reached.
`;

/** The store answers one short question per day. */
const MOST_DAYS = 1100;

export interface Options {
  readonly period: Period;
  readonly report: ProviderReport | undefined;
  /** Percent. */
  readonly tolerance: number;
  readonly json: boolean;
}

/**
 * @returns nothing where help is asked for
 * @throws UsageError, ReportError, and what `parseArgs` throws for an option that there is not
 */
export function optionsOf(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      report: { type: 'string' },
      tolerance: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const period = { from: dayOf('--from', values.from), to: dayOf('--to', values.to) };
  if (period.from > period.to) throw new UsageError('--from should not be after --to');
  if (dayCount(period) > MOST_DAYS)
    throw new UsageError(`--from and --to should be at most ${String(MOST_DAYS)} days apart`);
  if (!/^\d{1,6}(\.\d+)?$/.test(values.tolerance))
    throw new UsageError('--tolerance should be a number of percent, such as 0.5');
  const report = values.report === undefined ? undefined : reportOf(values.report);
  return { period, report, tolerance: Number(values.tolerance), json: values.json };
}

function dayOf(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} is missing: a day such as 2026-11-21`);
  if (startOfDay(value) === undefined) throw new UsageError(`${option} should be a day such as 2026-11-21`);
  return value;
}

function reportOf(file: string): ProviderReport {
  let content: Uint8Array;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new ReportError(
      `${file}: cannot be read (${(error as { code?: string }).code ?? 'unknown reason'})`,
    );
  }
  return readProviderReport(file, content);
}
