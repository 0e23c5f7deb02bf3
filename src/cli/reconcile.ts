import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule, ConfigurationError } from '../config';
import { GatewayError } from '../kernel';
import { Database, StorageModule } from '../storage';
import {
  callPrice,
  dayCount,
  driftJson,
  driftOf,
  driftTable,
  ledgerJson,
  ledgerPeriod,
  ledgerTable,
  Prices,
  readProviderReport,
  ReportError,
  startOfDay,
  usd,
  verdictOf,
  type CallPrice,
  type LedgerPeriod,
  type Period,
  type ProviderReport,
} from '../usage';

const USAGE = `Usage: npm run reconcile -- --from 2026-11-01 --to 2026-11-21 [--report FILE] [--tolerance 1] [--json]

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

const EXIT = { agreed: 0, drifted: 1, input: 2, store: 3 } as const;

@Module({ imports: [ConfigModule, StorageModule], providers: [Prices] })
class ReconcileCliModule {}

/** What went wrong on the command line, in words for the person at it. */
class UsageError extends Error {}

interface Options {
  readonly period: Period;
  readonly report: ProviderReport | undefined;
  readonly tolerance: number;
  readonly json: boolean;
}

async function main(args: string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === undefined) {
    print(USAGE);
    return EXIT.agreed;
  }
  const { ledger, price } = await ledgerOf(options.period);
  if (ledger.underWay.calls > 0)
    tell(
      `Under way and in none of the figures: ${String(ledger.underWay.calls)} call(s), at most ${usd(ledger.underWay.ceiling)} USD.`,
    );
  if (options.report === undefined) {
    if (options.json) printJson(ledgerJson(options.period, ledger));
    else print(ledger.days.length === 0 ? 'The ledger has nothing of these days.\n' : ledgerTable(ledger));
    return EXIT.agreed;
  }
  const drift = driftOf(ledger, options.report, options.period, price);
  const verdict = verdictOf(options.report, drift, options.tolerance);
  if (options.json) printJson(driftJson(options.period, ledger, drift, verdict));
  else print(driftTable(drift));
  for (const sentence of verdict.sentences) tell(sentence);
  return verdict.whole && verdict.within ? EXIT.agreed : EXIT.drifted;
}

async function ledgerOf(period: Period): Promise<{ ledger: LedgerPeriod; price: CallPrice }> {
  const app = await NestFactory.createApplicationContext(ReconcileCliModule, {
    logger: false,
    abortOnError: false,
  }).catch((error: unknown) => {
    if (error instanceof ConfigurationError) throw error;
    throw new GatewayError('store_unavailable', 'The store cannot be reached or opened', { cause: error });
  });
  try {
    return {
      ledger: await ledgerPeriod(app.get(Database), period),
      price: callPrice(app.get(Prices).current),
    };
  } finally {
    await app.close();
  }
}

/** @returns nothing where help is asked for. @throws UsageError, ReportError */
function optionsOf(args: string[]): Options | undefined {
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

function print(text: string): void {
  process.stdout.write(text);
}

function printJson(value: object): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const { message, code } = error as Error & { code?: string };
    const needsUsage = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') === true;
    tell(needsUsage ? `${message}\n\n${USAGE}` : message);
    process.exitCode = error instanceof GatewayError ? EXIT.store : EXIT.input;
  },
);
