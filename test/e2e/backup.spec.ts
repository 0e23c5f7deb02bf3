import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ask, QUESTION } from '../support/ask';
import { PROGRAM_ENV } from '../support/compiled/compiled-gateway';
import { PROJECT, startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { budgetOf, isComplete, moneyFaults } from '../support/money';
import { findPostgresFolder } from '../support/servers/binaries';
import { freshDatabase } from '../support/servers/databases';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import type { TestStores } from '../support/storage';

const run = promisify(execFile);
const CALLERS = 8;
/** Before the backup begins, and again after it is there. */
const ANSWERS = 25;

let simulator: TestSimulator;
let folder: string;
beforeAll(async () => {
  simulator = await startTestSimulator();
  folder = mkdtempSync(join(tmpdir(), 'sallyport-backup-'));
});
const running = new Set<TestGateway>();
afterEach(async () => {
  await Promise.all([...running].map(stop));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

async function start(stores: TestStores): Promise<TestGateway> {
  const gateway = await startGateway({ stores, settings: simulator.settings });
  running.add(gateway);
  return gateway;
}

async function stop(gateway: TestGateway): Promise<void> {
  running.delete(gateway);
  await gateway.stop();
}

function storesOn(databaseUrl: string): TestStores {
  const DATA_DIR = mkdtempSync(join(folder, 'data-'));
  return { settings: { DATA_DIR, DATABASE_URL: databaseUrl, REDIS_URL: '' }, remove: () => undefined };
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run backup -- …` without npm. */
async function backup({ settings }: TestStores, ...args: string[]): Promise<Outcome> {
  const env = { ...PROGRAM_ENV, NODE_ENV: 'test', SECRET_KEY: TEST_SECRET, ...settings };
  const script = join(PROJECT, 'dist/src/cli/backup.js');
  try {
    const said = await run(process.execPath, [script, ...args], { env, cwd: settings.DATA_DIR });
    return { code: 0, ...said };
  } catch (error) {
    return error as Outcome;
  }
}

/** Runs a line of the shell with PostgreSQL's programs, as an operator would. */
async function shell(line: string, databaseUrl: string): Promise<void> {
  const PATH = [findPostgresFolder(), process.env['PATH']].join(delimiter);
  const env = { PATH, PGPASSWORD: new URL(databaseUrl).password };
  await run('sh', ['-c', line], { env, cwd: folder });
}

/** Callers that ask until they are told to stop; they know which requests were answered in full. */
class Load {
  readonly answered: string[] = [];
  #stopped = false;
  #heard: () => void = () => undefined;
  readonly #callers: Promise<unknown>;

  constructor(gateway: TestGateway, keys: readonly string[]) {
    this.#callers = Promise.all(
      Array.from({ length: CALLERS }, (_, caller) =>
        this.#call(gateway.url, keys[caller % keys.length] ?? ''),
      ),
    );
  }

  /** Resolves after so many further answers. */
  more(answers: number): Promise<void> {
    const enough = this.answered.length + answers;
    return new Promise((resolve) => {
      this.#heard = () => {
        if (this.answered.length >= enough) resolve();
      };
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#callers;
  }

  async #call(url: string, key: string): Promise<void> {
    for (let turn = 0; !this.#stopped; turn += 1) {
      const question = { ...QUESTION, stream: turn % 2 === 0 };
      const reply = await ask({ url, key }, question).catch(() => undefined);
      // A test that failed has ended the gateway.
      if (reply === undefined) return;
      const { status, text, headers } = reply;
      if (status === 200 && isComplete(text)) this.answered.push(headers.get('x-request-id') ?? '');
      this.#heard();
    }
  }
}

interface Way {
  readonly stores: () => Promise<TestStores>;
  /** Makes a backup of that name. */
  readonly save: (stores: TestStores, file: string) => Promise<void>;
  /** Loses the data, and puts those of the backup into its place. */
  readonly restore: (stores: TestStores, file: string) => Promise<TestStores>;
}

const SQLITE: Way = {
  stores: () => Promise.resolve(storesOn('')),
  save: async (stores, file) => {
    const { code, stdout } = await backup(stores, '--to', file);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/: \d+ bytes, intact, \d+ rows in the ledger, the/),
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  },
  restore: (stores, file) => {
    const { DATA_DIR } = stores.settings;
    for (const name of readdirSync(DATA_DIR)) rmSync(join(DATA_DIR, name), { recursive: true });
    copyFileSync(file, join(DATA_DIR, 'sallyport.db'));
    return Promise.resolve(stores);
  },
};

const POSTGRESQL: Way = {
  stores: async () => storesOn(await freshDatabase()),
  save: async (stores, file) => {
    const url = stores.settings.DATABASE_URL;
    const { code, stdout, stderr } = await backup(stores, '--to', file);
    expect([code, stderr]).toEqual([1, expect.stringContaining('PostgreSQL')]);
    expect(stdout).toMatch(/^pg_dump .*\n$/);
    expect(stdout).not.toContain(new URL(url).password);
    await shell(stdout, url);
  },
  restore: async (_, file) => {
    const url = await freshDatabase();
    await shell(
      `pg_restore --no-owner --exit-on-error --single-transaction --dbname='${url}' "${file}"`,
      url,
    );
    return storesOn(url);
  },
};

it.each<[string, Way]>([
  ['SQLite', SQLITE],
  ['PostgreSQL', POSTGRESQL],
])(
  'a backup of %s that is made under load has every answered request, and a gateway goes on with it',
  async (name, way) => {
    const stores = await way.stores();
    const lost = await start(stores);
    const keys = [lost.key, await lost.createKey({ budget: budgetOf(1e9, 'day') })];
    const load = new Load(lost, keys);
    await load.more(ANSWERS);
    const before = [...load.answered];
    const file = join(folder, `${name}'s.backup`);
    await way.save(stores, file);
    await load.more(ANSWERS);
    await load.stop();
    await stop(lost);

    const restored = await start(await way.restore(stores, file));
    const rows = await ledgerOf(restored);
    const final = new Set(rows.filter(({ state }) => state === 'settled').map(({ request_id: id }) => id));
    expect(before.filter((id) => !final.has(id))).toEqual([]);
    expect(await moneyFaults(restored.database)).toEqual([]);
    for (const key of keys) expect((await ask({ url: restored.url, key })).status).toBe(200);
    expect(await moneyFaults(restored.database)).toEqual([]);
  },
);

describe('the command', () => {
  it('copies over nothing, and leaves nothing half done', async () => {
    const stores = storesOn('');
    const { DATA_DIR } = stores.settings;
    const target = join(folder, 'mine');
    writeFileSync(join(DATA_DIR, 'sallyport.db'), 'no database');
    const broken = await backup(stores, '--to', target);
    expect(broken).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('not a database') });
    expect([existsSync(target), existsSync(`${target}.part`)]).toEqual([false, false]);
    writeFileSync(target, 'precious');
    expect(await backup(stores, '--to', target)).toMatchObject({
      code: 1,
      stderr: `${target} is there already, and stays as it is\n`,
    });
    expect(statSync(target).size).toBe('precious'.length);
  });

  it.each<[string, string[], number, RegExp]>([
    ['no file', [], 2, /^--to is missing[^]*Usage/],
    ['no database', ['--to', 'x'], 1, /^There is no database at .*sallyport\.db \(DATA_DIR\)\n$/],
  ])('says what is wrong: %s', async (_, args, exit, explanation) => {
    const { code, stdout, stderr } = await backup(storesOn(''), ...args);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(explanation);
  });
});
