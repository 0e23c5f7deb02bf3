import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer, type ServerProcess } from '../parts/server-process';
import { measure, type Costs } from './costs';
import { syncMilliseconds } from './disk';
import { proveExact } from './exactness';
import { startFleet } from './fleet';
import { print } from './report';
import { startStores, type Stores } from './stores';

/*
 * Prints what a request costs gateways, Redis and PostgreSQL, with one, two and four gateways on the same stores behind
 * nginx, and fails unless limits and budgets are exact at each size. `npm run bench:scale -- --requests 6000`
 */

const SIZES = [1, 2, 4];
/** Few keys meet in few rows and counters, many in those of the whole gateway alone. */
const KEYS = [2, 32];

const { values } = parseArgs({ options: { requests: { type: 'string', default: '6000' } } });
/** As many for each key, and each connection. */
const requests = Math.ceil(Number(values.requests) / 32) * 32;

async function main(): Promise<void> {
  process.stdout.write(
    `${String(cpus().length)} cores for all: gateways, stores, nginx, provider and callers. Requests a second cannot grow here\n` +
      `beyond what these cores bear; what a request costs is what counts. Load before: ${loadavg()[0]?.toFixed(1) ?? ''}. ` +
      `A wait for the disk takes ${syncMilliseconds().toFixed(2)} ms (median).\n`,
  );
  const upstream = await startServer(join(__dirname, '../upstream/stub.js'));
  const stores = await startStores();
  try {
    for (const size of SIZES) await run(size, stores, upstream);
  } finally {
    await Promise.all([stores.stop(), upstream.stop()]);
  }
}

async function run(size: number, stores: Stores, upstream: ServerProcess): Promise<void> {
  const database = await stores.empty();
  const fleet = await startFleet(size, upstream.url, stores, database);
  try {
    for (const keys of KEYS) {
      const costs: Costs = await measure({ fleet, stores, database, upstream: upstream.url }, keys, requests);
      print({ size, keys }, costs);
    }
    await proveExact(fleet, database, upstream.url);
    process.stdout.write('  exact: a rate limit, a concurrency limit, and budgets to the micro-dollar\n');
  } finally {
    await fleet.stop();
    await database.close();
  }
}

void main();
