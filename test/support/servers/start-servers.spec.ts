import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { startServers } from './start-servers';
import { stopServers } from './stop-servers';
import { childrenOf } from './process-tree';

const REDIS = 'SALLYPORT_TEST_REDIS_URL';
const POSTGRES = 'SALLYPORT_TEST_POSTGRES_URL';

async function askBoth(): Promise<void> {
  const redis = new Redis(process.env[REDIS] ?? '');
  const client = new Client({ connectionString: process.env[POSTGRES] });
  await Promise.all([redis.ping(), client.connect().then(() => client.query('SELECT 1'))]);
  await Promise.all([redis.quit(), client.end()]);
}

describe('the servers of the tests', () => {
  const before = childrenOf(process.pid);

  beforeEach(() => {
    for (const variable of [REDIS, POSTGRES, 'REDIS_URL', 'DATABASE_URL'])
      Reflect.deleteProperty(process.env, variable);
  });

  it('starts both servers and publishes them until they are stopped', async () => {
    await startServers();
    await askBoth();
    await stopServers();
    expect(childrenOf(process.pid)).toEqual(before);
  });

  it('uses the given servers, hides their variables from the tests and puts them back', async () => {
    process.env['REDIS_URL'] = 'redis://redis.test/3';
    process.env['DATABASE_URL'] = 'postgres://postgres.test/given';
    await startServers();
    expect(process.env[REDIS]).toBe('redis://redis.test/3');
    expect(process.env[POSTGRES]).toBe('postgres://postgres.test/given');
    expect(process.env['REDIS_URL'] ?? process.env['DATABASE_URL']).toBeUndefined();
    expect(childrenOf(process.pid)).toEqual(before);
    await stopServers();
    expect(process.env['REDIS_URL']).toBe('redis://redis.test/3');
  });

  it('starts only the one that is not given', async () => {
    process.env['DATABASE_URL'] = 'postgres://postgres.test/given';
    await startServers();
    expect(process.env[POSTGRES]).toBe('postgres://postgres.test/given');
    expect(process.env[REDIS]).toMatch(/^redis:\/\/127\.0\.0\.1:/);
    await stopServers();
  });
});

describe('a test run that dies', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-run-'));
  const temporary = join(root, 'tmp');

  beforeAll(() => {
    mkdirSync(temporary);
    // PostgreSQL runs under another account and has to pass through both.
    for (const folder of [root, temporary]) chmodSync(folder, 0o755);
    const dying = `test('dies', async () => {
      const { REDIS, POSTGRES } = { REDIS: process.env.${REDIS}, POSTGRES: process.env.${POSTGRES} };
      require('node:fs').writeSync(1, JSON.stringify([REDIS, POSTGRES]) + '\\n');
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    });`;
    writeFileSync(join(root, 'dying.spec.js'), dying);
    const setup = JSON.stringify(join(__dirname, 'start-servers.ts'));
    writeFileSync(join(root, 'setup.ts'), `export { startServers as default } from ${setup};`);
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  /** Of SIGKILL, which leaves no time for anything: any other death leaves more. */
  it('leaves no server and no folder', async () => {
    const urls = await runUntilDeath();
    await untilEmpty(temporary);
    expect(urls).toHaveLength(2);
    for (const url of urls) await expect(reach(new URL(url))).rejects.toThrow('ECONNREFUSED');
  });

  /** Runs Jest with these servers on the dying test, and returns the URLs that the test was given. */
  async function runUntilDeath(): Promise<readonly string[]> {
    const config = {
      rootDir: root,
      cacheDirectory: join(root, 'cache'),
      globalSetup: join(root, 'setup.ts'),
      transform: {
        '^.+\\.ts$': [require.resolve('@swc/jest'), { jsc: { parser: { syntax: 'typescript' } } }],
      },
    };
    const jest = spawn(
      process.execPath,
      [require.resolve('jest/bin/jest'), '--runInBand', '--config', JSON.stringify(config)],
      {
        cwd: root,
        env: { ...process.env, TMPDIR: temporary, REDIS_URL: '', DATABASE_URL: '' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let output = '';
    jest.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(jest, 'close');
    return JSON.parse(/\["redis.*\]/.exec(output)?.[0] ?? '[]') as readonly string[];
  }
});

async function untilEmpty(folder: string): Promise<void> {
  const changes = watch(folder);
  while (readdirSync(folder).some((name) => name.startsWith('sallyport-'))) await once(changes, 'change');
  changes.close();
}

async function reach(url: URL): Promise<void> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect').finally(() => socket.destroy());
}
