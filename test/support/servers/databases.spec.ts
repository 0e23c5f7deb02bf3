import { Client } from 'pg';
import { createUniqueDatabase } from './create-database';
import { freshDatabase, redisDatabase } from './databases';
import { type PostgresServer, startPostgres } from './postgres-server';

/** Refuses the first statements as PostgreSQL does, with a code of its own in the error. */
function refusing(times: number, code: string) {
  let calls = 0;
  return {
    calls: () => calls,
    query: () => {
      calls += 1;
      const refusal = Object.assign(new Error('refused'), { code });
      return calls <= times ? Promise.reject(refusal) : Promise.resolve();
    },
  };
}

describe('freshDatabase', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  beforeEach(() => {
    process.env['SALLYPORT_TEST_POSTGRES_URL'] = server.url;
  });
  afterAll(() => server.stop());

  it('gives each of many callers at once an empty database of its own', async () => {
    const inTemplate = new Client({ connectionString: server.url.replace(/postgres$/, 'template1') });
    await inTemplate.connect();
    const urls = await Promise.all(Array.from({ length: 8 }, freshDatabase)).finally(() => inTemplate.end());
    expect(new Set(urls).size).toBe(8);

    const client = new Client({ connectionString: urls[0] });
    await client.connect();
    const tables = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`);
    await client.end();
    expect(tables.rowCount).toBe(0);
  });

  it('says what is missing without global setup', () => {
    delete process.env['SALLYPORT_TEST_POSTGRES_URL'];
    expect(() => freshDatabase()).toThrow('SALLYPORT_TEST_POSTGRES_URL is not set');
  });
});

describe('createUniqueDatabase', () => {
  it('tries again while the template is in use', async () => {
    const querier = refusing(2, '55006');
    await expect(createUniqueDatabase(querier)).resolves.toMatch(/^sallyport_test_[0-9a-f]{32}$/);
    expect(querier.calls()).toBe(3);
  });

  it('gives up on a template that stays in use, and at once on any other error', async () => {
    await expect(createUniqueDatabase(refusing(Infinity, '55006'))).rejects.toThrow('refused');
    const forbidden = refusing(Infinity, '42501');
    await expect(createUniqueDatabase(forbidden)).rejects.toThrow('refused');
    expect(forbidden.calls()).toBe(1);
  });
});

describe('redisDatabase', () => {
  const numbersOf = (worker: number, count: number): readonly string[] => {
    process.env['JEST_WORKER_ID'] = String(worker);
    return Array.from({ length: count }, () => new URL(redisDatabase()).pathname.slice(1));
  };

  beforeEach(() => {
    process.env['SALLYPORT_TEST_REDIS_URL'] = 'redis://127.0.0.1:6379';
  });

  it('never gives two of sixteen workers the same number, all of them below 256', () => {
    const perWorker = Array.from({ length: 16 }, (_, index) => new Set(numbersOf(index + 1, 40)));
    const all = perWorker.flatMap((numbers) => [...numbers]);
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all.map(Number))).toBeLessThan(256);
    expect(Number(numbersOf(17, 1)[0])).toBeLessThan(256);
  });

  it('gives one worker different numbers', () => {
    expect(new Set(numbersOf(1, 16)).size).toBe(16);
  });

  it('keeps the database that a given URL names', () => {
    process.env['SALLYPORT_TEST_REDIS_URL'] = 'redis://user:secret@redis.test:6380/3';
    expect(redisDatabase()).toBe('redis://user:secret@redis.test:6380/3');
  });
});
