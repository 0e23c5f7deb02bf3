import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LedgerRow } from '../../src/storage';
import { openDatabase, type Database } from '../../src/storage/database';
import { PROGRAM_ENV } from '../support/compiled/compiled-gateway';
import { PROJECT, TEST_SECRET } from '../support/gateway';
import { freshStores, type TestStores } from '../support/storage';

const run = promisify(execFile);

let stores: TestStores;
let database: Database;

beforeAll(async () => {
  stores = await freshStores();
  const { DATABASE_URL: url, DATA_DIR: dataDir } = stores.settings;
  database = await openDatabase({
    databaseUrl: url === '' ? undefined : url,
    dataDir,
    poolMax: 10,
    timeoutMs: 10_000,
  });
  await database.attempt((db) =>
    db
      .insertInto('ledger')
      .values([
        row({}),
        row({ model: 'claude-haiku-4-5-20251001', created_at: Date.UTC(2026, 10, 20, 23, 59) }),
        row({ state: 'aborted', output_tokens: 40, cost_micro_usd: 300 }),
        row({ state: 'forfeited', cost_micro_usd: 0 }),
        row({ state: 'reserved', cost_micro_usd: 0 }),
        row({ created_at: Date.UTC(2026, 10, 21) }),
      ])
      .execute(),
  );
});

afterAll(async () => {
  await database.close();
  stores.remove();
});

function row(change: Partial<LedgerRow>): LedgerRow {
  return {
    id: randomUUID(),
    request_id: 'req_1',
    principal: 'key:abc',
    key_id: 'abc',
    user_id: null,
    token_id: null,
    token_has_budget: 0,
    route: '/api/query',
    query_type: null,
    upstream: 'fake',
    model: 'claude-haiku-4-5',
    state: 'settled',
    ceiling_micro_usd: 5000,
    worker: null,
    deadline_at: null,
    input_tokens: 100,
    output_tokens: 50,
    cache_write_5m_tokens: 0,
    cache_write_1h_tokens: 0,
    cache_read_tokens: 0,
    web_searches: 0,
    cost_micro_usd: 350,
    outcome: 'answered',
    latency_ms: 1,
    first_token_ms: null,
    created_at: Date.UTC(2026, 10, 20),
    attempts: 1,
    session_id: null,
    ...change,
  };
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run reconcile -- …` without npm. */
async function reconcile(args: readonly string[], settings: object = {}): Promise<Outcome> {
  const env = {
    ...PROGRAM_ENV,
    NODE_ENV: 'test',
    SECRET_KEY: TEST_SECRET,
    ...stores.settings,
    ...settings,
  };
  const options = { env, cwd: stores.settings.DATA_DIR, timeout: 30_000 };
  try {
    const printed = await run(
      process.execPath,
      [join(PROJECT, 'dist/src/cli/reconcile.js'), ...args],
      options,
    );
    return { code: 0, ...printed };
  } catch (error) {
    return error as Outcome;
  }
}

const DAY = ['--from', '2026-11-20', '--to', '2026-11-20'];

/** A report of the Console that has so many tokens of output, and otherwise what the ledger has. */
function csv(name: string, outputTokens: number): string {
  const file = join(stores.settings.DATA_DIR, name);
  writeFileSync(
    file,
    `usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-11-20,claude-haiku-4-5-20251001,300,${String(outputTokens)}\n`,
  );
  return file;
}

describe('npm run reconcile', () => {
  it('prints what the ledger has of the days asked for, and tells of calls under way', async () => {
    const { code, stdout, stderr } = await reconcile(DAY);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['day', 'model', 'calls', 'input', 'output', 'cost USD'],
      ['2026-11-20', 'claude-haiku-4-5', '3', '300', '140', '0.001000'],
      ['', 'of which estimated', '1', '100', '40', '0.000300'],
      ['total', '3', '300', '140', '0.001000'],
      ['', 'of which estimated', '1', '100', '40', '0.000300'],
      [''],
    ]);
    expect(stderr).toBe('Under way and in none of the figures: 1 call(s), at most 0.005000 USD.\n');
  });

  it('agrees with a report that has the same, and prints both sides', async () => {
    const { code, stdout, stderr } = await reconcile([...DAY, '--report', csv('same.csv', 140)]);
    expect(stderr).toMatch(/^Under way.*\nThe costs are 0\.00 % apart, within the tolerance of 1 %\.\n$/);
    expect(stdout).toMatch(/output +140 +140 +0 +0\.00 %\n/);
    expect(stdout).toMatch(/\ntotal .* 300 +300 +0 /);
    expect(code).toBe(0);
  });

  it('ends with 1 when the costs are further apart than is tolerated, and with 0 when they are not', async () => {
    const report = ['--report', csv('more.csv', 150)];
    expect(await reconcile([...DAY, ...report])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('-4.76 % apart, beyond the tolerance of 1 %'),
    });
    const { code, stdout } = await reconcile([...DAY, ...report, '--tolerance', '4.8', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      within_tolerance: true,
      days: [{ day: '2026-11-20', model: 'claude-haiku-4-5', drift: { output: -10, cost_micro_usd: -50 } }],
      under_way: { calls: 1 },
    });
  });

  it('ends with 2 when an option is wrong, says why and how to use it', async () => {
    const { code, stdout, stderr } = await reconcile(['--from', '2026-11-21', '--to', '2026-11-20']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^--from should not be after --to\n\nUsage: npm run reconcile/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('ends with 3 when the store cannot be reached, and keeps its password', async () => {
    const DATABASE_URL = 'postgresql://somebody:hunter2@127.0.0.1:1/nothing';
    const { code, stdout, stderr } = await reconcile(DAY, { DATABASE_URL });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toBe('The store cannot be reached or opened\n');
  });
});
