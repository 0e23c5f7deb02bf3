import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask, post, QUESTION } from '../support/ask';
import { PROGRAM_ENV } from '../support/compiled/compiled-gateway';
import { PROJECT, startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';

const run = promisify(execFile);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.stop();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command, its arguments, and settings of its own. */
type Line = readonly [command: string, args: readonly string[], settings?: Readonly<Record<string, string>>];

/** Runs node on the stores of the gateway. */
async function node(...args: readonly string[]): Promise<Outcome> {
  const env = {
    ...PROGRAM_ENV,
    NODE_ENV: 'test',
    SECRET_KEY: TEST_SECRET,
    ...gateway.stores.settings,
  };
  const options = { env, cwd: gateway.stores.settings.DATA_DIR, timeout: 30_000 };
  try {
    return { code: 0, ...(await run(process.execPath, args, options)) };
  } catch (error) {
    return error as Outcome;
  }
}

const script = (command: string): string => join(PROJECT, `dist/src/cli/${command}.js`);

/** Runs `npm run keys -- …` without npm. */
const keys = (...args: readonly string[]): Promise<Outcome> => node(script('keys'), ...args);

/** Begins the next command where the process would have ended after the one before it: modules are read once for all. */
const IN_TURN = `
  const [lines, outcomes, { env }] = [JSON.parse(process.argv[1]), [], process];
  for (const name of ['stdout', 'stderr']) process[name].write = (text) => (outcomes.at(-1)[name] += text) !== '';
  process.on('beforeExit', (code) => {
    if (outcomes.length > 0) outcomes.at(-1).code = code;
    if (outcomes.length === lines.length) {
      require('node:fs').writeSync(1, JSON.stringify(outcomes));
      process.exit(0);
    }
    const [script, args, settings] = lines[outcomes.length];
    outcomes.push({ stdout: '', stderr: '' });
    process.exitCode = 0;
    process.env = { ...env, ...settings };
    process.argv = [process.execPath, script, ...args];
    delete require.cache[script];
    // Without anything to do there would be no next end.
    setImmediate(() => require(script));
  });`;

/** What each of the lines ends with, where all of them have one process. */
async function inTurn(lines: readonly Line[]): Promise<readonly Outcome[]> {
  const scripts = lines.map(([command, args, settings]) => [script(command), args, settings ?? {}]);
  const { stdout, stderr } = await node('-e', IN_TURN, JSON.stringify(scripts));
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly Outcome[];
}

describe('npm run keys', () => {
  it('makes a key that works in a running gateway, lists it without showing it, and ends it', async () => {
    const { stdout: created, stderr } = await keys('create', '--name', 'from the shell', '--role', 'member');
    // The key stands alone, so that a script can take it, and the rest beside it.
    expect(created).toMatch(/^sp_\w{62}\n$/);
    const key = created.trim();
    expect(stderr).toContain(`Key ${key.slice(3, 15)} (from the shell, member)`);
    expect(stderr).not.toContain(key.slice(16));
    expect((await ask({ url: gateway.url, key })).status).toBe(200);
    const { stdout: listed } = await keys('list');
    expect(listed).toContain(key.slice(3, 15));
    expect(listed).toContain('from the shell');
    expect(listed).not.toContain(key.slice(16));
    expect(await keys('revoke', key.slice(3, 15))).toMatchObject({ code: 0 });
    while ((await ask({ url: gateway.url, key })).status === 200);
    expect((await ask({ url: gateway.url, key })).body).toMatchObject({ code: 'credential_invalid' });
  });

  it('gives somebody a login, and another password when they ask again', async () => {
    const statusWith = async (password: string): Promise<number> =>
      (await post(`${gateway.url}/login`, { username: 'pat', password })).status;
    const { stdout: first, stderr } = await keys('login', '--username', 'pat');
    expect(first).toMatch(/^[0-9A-Za-z]{24}\n$/);
    expect(stderr).toContain('password of pat');
    expect(stderr).not.toContain(first.trim());
    expect(await statusWith(first.trim())).toBe(200);
    const { stdout: second } = await keys('login', '--username', 'Pat');
    expect([await statusWith(first.trim()), await statusWith(second.trim())]).toEqual([401, 200]);
  });

  it('gives a key its networks, its origins and its limit', async () => {
    const options = {
      '--allowed-ips': '127.0.0.0/8, ::1',
      '--allowed-origins': 'https://app.example.com, https://*.example.org',
      '--rate-limit': '2/60',
      '--expires-at': '2099-01-31',
    };
    const named = ['create', '--name', 'narrow', '--role', 'member'];
    const key = (await keys(...named, ...Object.entries(options).flat())).stdout.trim();
    const from = async (origin?: string): Promise<number> =>
      (await ask({ url: gateway.url, key }, QUESTION, origin === undefined ? {} : { origin })).status;
    expect(await from('https://app.example.com')).toBe(200);
    expect(await from('https://example.org')).toBe(403);
    expect(await from()).toBe(403);
    expect(await from('https://a.b.example.org')).toBe(200);
    expect(await from('https://app.example.com')).toBe(429);
  });
});

const create = (...options: readonly string[]): Line => [
  'keys',
  ['create', '--name', 'x', '--role', 'member', ...options],
];
const allWrong = '--allowed-ips 10.0.0.1, --allowed-origins https://*.com --rate-limit 0/90000'.split(' ');
const october = (...options: readonly string[]): readonly string[] =>
  '--from 2026-10-01 --to 2026-10-31'.split(' ').concat(options);

const LINES: readonly [Line, number, RegExp, RegExp][] = [
  [['keys', ['login']], 1, /^$/, /^login needs --username\n[^]*Usage/],
  [['keys', ['login', '--username', 'a b']], 1, /^$/, /^--username should be 1 to 64 letters/],
  [['keys', ['create']], 1, /^$/, /^create needs --name and --role\n[^]*Usage/],
  [
    ['keys', ['create', '--name', '<x>', '--role', 'boss']],
    1,
    /^$/,
    /name.*1 to 80 letters.*role.*readonly, analyst, member, admin\n$/,
  ],
  [
    create(...allWrong),
    1,
    /^$/,
    /allowed.ips.*such as 10\..*allowed.origins.*such as https:.*rate.limit.* 1;.*rate.limit.* 86400\n$/,
  ],
  [create('--rate-limit', 'many'), 1, /^$/, /--rate-limit should be two whole numbers, such as 100\/60\n/],
  [create('--expires-at', '2020-01-31'), 1, /^$/, /expires.at.*in the future\n/],
  [create('--colour', 'red'), 1, /^$/, /--colour[^]*Usage/],
  [['keys', ['revoke', 'nobody']], 1, /^$/, /^There is no active key with the id nobody\n/],
  [['keys', ['creat']], 1, /^$/, /^There is no command "creat"\n[^]*Usage/],
  [['audit', ['nowhere.ndjson']], 2, /^$/, /^nowhere\.ndjson: cannot be read \(ENOENT\)\n[^]*Usage/],
  [
    ['audit', ['page.json', '--public-key', 'x']],
    2,
    /^$/,
    /^--public-key should be 64 hexadecimal digits\n[^]*Usage/,
  ],
  [['reconcile', ['--help']], 0, /^Usage: npm run reconcile/, /^$/],
  [['reconcile', october()], 0, /^The ledger has nothing of these days\.\n$/, /^$/],
  [['reconcile', october(), { PORT: 'many' }], 2, /^$/, /PORT should be/],
  // Not whole, however little the costs are apart.
  [['reconcile', october('--report', 'page.json')], 1, /total/, /more pages follow[^]*0\.00 % apart, within/],
];

describe('npm run keys, audit:verify and reconcile', () => {
  let outcomes: readonly Outcome[];
  let key: string;

  beforeAll(async () => {
    const page = { data: [{ starting_at: '2026-10-01T00:00:00Z', results: [] }], has_more: true };
    writeFileSync(join(gateway.stores.settings.DATA_DIR, 'page.json'), JSON.stringify(page));
    key = await gateway.createKey();
    outcomes = await inTurn([...LINES.map(([line]) => line), ['keys', ['revoke', key]]]);
  });

  it.each(LINES.map(([line, ...expected], at) => [line, at, ...expected] as const))(
    'explain how %j ended',
    (_, at, code, stdout, stderr) => {
      expect(outcomes[at]).toEqual({
        code,
        stdout: expect.stringMatching(stdout),
        stderr: expect.stringMatching(stderr),
      });
      expect(outcomes[at]?.stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('take the key itself for the id of one to revoke', () => {
    const stdout = `Key ${key.slice(3, 15)} is revoked.\n`;
    expect(outcomes.at(-1)).toEqual({ code: 0, stdout, stderr: '' });
  });
});
