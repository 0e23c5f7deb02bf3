import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { post } from '../support/ask';
import { PROGRAM_ENV } from '../support/compiled/compiled-gateway';
import { PROJECT } from '../support/gateway';
import { freshStores, type TestStores } from '../support/storage';

const run = promisify(execFile);
const MAIN = join(PROJECT, 'dist/src/main.js');
const LOGIN = /a login for the dashboard, shown this once: user (\S+), password ([0-9A-Za-z]{20,})\n/;
const KEY = /sp_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}/;

let stores: TestStores;

beforeEach(async () => {
  stores = await freshStores();
});

afterEach(() => {
  stores.remove();
});

type Settings = Readonly<Record<string, string>>;

/** Nothing configured, but for a free port, a folder of its own, and patience with a busy machine. */
function environmentOf(settings: Settings): NodeJS.ProcessEnv {
  return { ...PROGRAM_ENV, PORT: '0', DATABASE_TIMEOUT_MS: '10000', ...stores.settings, ...settings };
}

function start(settings: Settings): { child: ChildProcess; said: (text: RegExp) => Promise<string> } {
  const env = environmentOf(settings);
  const child = spawn(process.execPath, [MAIN], { cwd: stores.settings.DATA_DIR, env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const said = async (text: RegExp): Promise<string> => {
    while (!text.test(output))
      await Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => Promise.reject(new Error(output))),
      ]);
    return output;
  };
  return { child, said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill(signal);
  return (await ended)[0] as unknown;
}

/** What somebody who logs in may do. */
async function roleOf(url: string, username: string, password: string): Promise<unknown> {
  const { body } = await post(`${url}/login`, { username, password });
  const headers = { authorization: `Bearer ${String(body['access_token'])}` };
  return ((await (await fetch(`${url}/protected`, { headers })).json()) as { role: unknown }).role;
}

/** Boots with settings that must be refused, and returns what the gateway said before it ended. */
async function refusal(settings: Settings): Promise<string> {
  const env = environmentOf(settings);
  const outcome = await run(process.execPath, [MAIN], { cwd: stores.settings.DATA_DIR, env }).catch(
    (error: unknown) => error,
  );
  const { code, stderr } = outcome as { code: number; stderr: string };
  expect(code).toBe(1);
  return stderr;
}

describe('a first boot with nothing configured', () => {
  it('says what it runs on and what it made up, and its curl works as printed; a second boot knows the key', async () => {
    const first = start({});
    const greeting = await first.said(/curl[^]*-d .*\n/);
    expect(greeting).toMatch(
      globalThis.STORAGE === 'shared' ? /PostgreSQL[^]*Redis/ : /embedded SQLite[^]*in this process/,
    );
    for (const fact of [
      /simulator, not Claude/,
      /made up +SECRET_KEY/,
      /made up +a first API key/,
      /dashboard +http:\S+\/dashboard\n/,
      LOGIN,
      /\/health/,
    ]) {
      expect(greeting).toMatch(fact);
    }
    const curl = /curl[^]*-d .*\n/.exec(greeting)?.[0] ?? '';
    const { stdout } = await run('sh', ['-c', curl]);
    expect(JSON.parse(stdout)).toMatchObject({
      answer: expect.stringContaining('simulator'),
      stop_reason: 'end_turn',
    });
    const [, username = '', password = ''] = LOGIN.exec(greeting) ?? [];
    await end(first.child, 'SIGKILL');

    const second = start({});
    const again = await second.said(/curl[^]*-d .*\n/);
    expect(again).not.toMatch(KEY);
    expect(again).toContain('npm run keys -- create');
    expect(again).not.toMatch(LOGIN);
    expect(again).toContain('npm run keys -- login');
    const url = /Sallyport \S+ +(http:\S+)/.exec(again)?.[1] ?? '';
    const status = await fetch(`${url}/api/rate-limit-status`, {
      headers: { 'x-api-key': KEY.exec(greeting)?.[0] ?? '' },
    });
    expect(status.status).toBe(200);
    expect(await roleOf(url, username, password)).toBe('admin');
    expect(await end(second.child, 'SIGTERM')).toBe(0);
  });

  it('takes the key of BOOTSTRAP_ADMIN_KEY, at every boot', async () => {
    const { stdout } = await run(process.execPath, [join(PROJECT, 'dist/src/cli/keys.js'), 'generate']);
    const key = stdout.trim();
    for (const boot of ['first', 'second']) {
      const gateway = start({ NODE_ENV: 'test', BOOTSTRAP_ADMIN_KEY: key });
      const url = /listens on ([\w:/.]+)/.exec(await gateway.said(/listens on/))?.[1] ?? '';
      const { status } = await fetch(`${url}/api/rate-limit-status`, { headers: { 'x-api-key': key } });
      expect([boot, status]).toEqual([boot, 200]);
      await end(gateway.child, 'SIGTERM');
    }
  });
});

describe('a boot that cannot be', () => {
  it.each<[string, Settings, RegExp]>([
    [
      'an upstream that nobody listed',
      { UPSTREAM: 'canary' },
      /UPSTREAM should be one of anthropic, simulator/,
    ],
    ['production without anything', { NODE_ENV: 'production' }, /SECRET_KEY[^]*ANTHROPIC_API_KEY/],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://canary:canary@127.0.0.1:9/none' },
      /DATABASE_URL cannot be reached/,
    ],
  ])('names %s, and never its value', async (_name, settings, expected) => {
    const said = await refusal(settings);
    expect(said).toMatch(expected);
    expect(said).not.toMatch(/canary/);
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('says that a port is taken, and the next boot is the first', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refusal({ PORT: String(port) })).toMatch(/Something else listens on that port/);
    other.close();
    const next = start({});
    const greeting = await next.said(/curl[^]*-d .*\n/);
    expect(greeting).toMatch(KEY);
    expect(greeting).toMatch(LOGIN);
    await end(next.child, 'SIGTERM');
  });
});
