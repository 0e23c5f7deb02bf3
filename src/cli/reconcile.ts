import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule, ConfigurationError } from '../config';
import { secretSources } from '../extensions';
import { GatewayError } from '../kernel';
import { Database, StorageModule } from '../storage';
import {
  callPrice,
  driftJson,
  driftOf,
  driftTable,
  ledgerJson,
  ledgerPeriod,
  ledgerTable,
  Prices,
  usd,
  verdictOf,
  type CallPrice,
  type LedgerPeriod,
  type Period,
} from '../usage';
import { print, runCommand, tell } from './command-line';
import { optionsOf, USAGE } from './reconcile-options';

const EXIT = { agreed: 0, drifted: 1, input: 2, store: 3 } as const;

@Module({ imports: [ConfigModule.register(secretSources), StorageModule], providers: [Prices] })
class ReconcileCliModule {}

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

function printJson(value: object): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

runCommand(main, {
  usage: USAGE,
  exitCode: (error) => (error instanceof GatewayError ? EXIT.store : EXIT.input),
});
