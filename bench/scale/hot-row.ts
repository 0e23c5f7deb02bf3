import { parseArgs } from 'node:util';
import { Clock } from '../../src/kernel';
import { connectDatabase, openDatabase } from '../../src/storage/database';
import {
  budgetOf,
  keyOf,
  planOf,
  replicaOf,
  resultOf,
  type Replica,
} from '../../src/usage/ledger/ledger.fixture';
import { median } from '../parts/load';
import { syncMilliseconds } from './disk';
import { startStores, type CountingDatabase } from './stores';

/*
 * Prints how many commits a second the ledger makes when so many replicas write at once: all of them update the row of
 * the gateway's day, so that it is one after the other. Of several rounds the best is told: company only slows.
 * `npm run bench:row -- --seconds 1.5`
 */

const REPLICAS = [1, 2, 4, 8, 16];
/** Calls in each commit. */
const BATCHES = [1, 64, 256];
const ROUNDS = 3;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '1.5' } } });
const lastsMs = Number(values.seconds) * 1000;

async function main(): Promise<void> {
  process.stdout.write(`A wait for the disk takes ${syncMilliseconds().toFixed(2)} ms (median).\n`);
  const stores = await startStores();
  const database = await stores.empty();
  const config = { databaseUrl: database.url, dataDir: '', poolMax: 4, timeoutMs: 900 };
  await (await openDatabase(config)).close();
  const databases = Array.from({ length: Math.max(...REPLICAS) }, () => connectDatabase(config));
  const replicas = databases.map((database) =>
    replicaOf(database, new Clock(), { LEDGER_BATCH_MAX: '1000' }),
  );
  try {
    for (const batch of BATCHES)
      for (const many of REPLICAS) {
        const rounds: Round[] = [];
        for (let round = 0; round < ROUNDS; round += 1)
          rounds.push(await writeAtOnce(database, replicas.slice(0, many), batch));
        const { commits, cpuMs, waitedMs } = rounds.reduce((one, other) =>
          other.commits > one.commits ? other : one,
        );
        const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
        process.stdout.write(
          `${String(many).padStart(3)} replicas, ${String(batch).padStart(3)} calls a commit: ` +
            `${commits.toFixed(0).padStart(4)} commits a second, ${(1000 / commits).toFixed(2)} ms each, ${cpuMs.toFixed(2)} ms of CPU; ` +
            `a commit is waited for ${waitedMs.toFixed(1)} ms; ${String(refused)} took too long in all rounds\n`,
        );
      }
  } finally {
    await Promise.all(databases.map((one) => one.close()));
    await database.close();
    await stores.stop();
  }
}

interface Round {
  /** A second. */
  readonly commits: number;
  /** Of PostgreSQL, for each commit: what the work takes when nobody is in the way. */
  readonly cpuMs: number;
  readonly waitedMs: number;
  readonly refused: number;
}

async function writeAtOnce(
  database: CountingDatabase,
  replicas: readonly Replica[],
  batch: number,
): Promise<Round> {
  const before = await database.work();
  const began = performance.now();
  const writers = replicas.map((one, at) => new Writer(one, `replica${String(at)}`));
  await Promise.all(writers.map((writer) => writer.write(batch)));
  const seconds = (performance.now() - began) / 1000;
  const after = await database.work();
  const commits = after.commits - before.commits;
  return {
    commits: commits / seconds,
    cpuMs: (1000 * (after.postgresCpuSeconds - before.postgresCpuSeconds)) / commits,
    waitedMs: median(writers.flatMap(({ waits }) => waits)),
    refused: writers.reduce((sum, writer) => sum + writer.refused, 0),
  };
}

/** Reserves and settles batches, one after the other, for a key that nobody else has. */
class Writer {
  /** Milliseconds of each commit. */
  readonly waits: number[] = [];
  refused = 0;
  /** Bounded, so that each reservation is waited for. */
  readonly #plan: ReturnType<typeof planOf>;

  constructor(
    private readonly replica: Replica,
    key: string,
  ) {
    this.#plan = planOf(1, keyOf(key, budgetOf(1e15, 'total')));
  }

  async write(batch: number): Promise<void> {
    const { ledger } = this.replica;
    for (const until = performance.now() + lastsMs; performance.now() < until;) {
      const plans = Array.from({ length: batch }, () => this.#plan);
      const calls = await this.#timed(plans.map(async (plan) => ledger.reserve(plan)));
      await this.#timed(calls.map((call) => ledger.settle(call, resultOf(1))));
    }
  }

  /** What did not take too long. */
  async #timed<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
    const began = performance.now();
    const outcomes = await Promise.allSettled(work);
    this.waits.push(performance.now() - began);
    const done = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (done.length < work.length) this.refused += 1;
    return done;
  }
}

void main();
